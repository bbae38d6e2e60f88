import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { setTimeout as delay } from "node:timers/promises";
import { epochOrder, exclusivity, fencing, visibleGrants } from "../support/history/lock-checks.js";
import type { Operation } from "../support/history/operation.js";
import { RandomClient } from "../support/history/random-client.js";
import { seededRandom } from "../support/history/seeded-random.js";
import { isolation, liveness, lostValues, staleness } from "../support/history/value-checks.js";
import { startProgram, type Program } from "../support/program.js";

const LIMIT_MS = 60_000;
const CLIENTS = 64;
const RUN_MS = 5000;
const STALE_MARGIN_MS = 50;
/** Generous: the machine may have other things to do. Whoever is stuck is stuck for longer. */
const SLACK_MS = 5000;
/** Fewer grants than this say nothing, whatever came of them. */
const MIN_GRANTS = 200;
const MIN_VISIBLE_SHARE = 0.5;

let program: Program;

beforeAll(async () => {
  program = await startProgram({
    isTraced: false,
    settings: [
      // Locks that run out while their holders are still at it, and deaths that are noticed soon.
      "min_lock_lease=100ms",
      "max_lock_lease=300ms",
      "disconnect_grace=20ms",
      // A second lock beside one that is in force is allowed by default, after 5 s; not here.
      "on_wait_timeout=empty",
    ],
  });
}, LIMIT_MS);

afterAll(() => program.kill());

async function history(seed: number): Promise<Operation[]> {
  const operations: Operation[] = [];
  let numbers = 0;
  let isOver = false;
  const clients = Array.from({ length: CLIENTS }, (_none, i) => {
    const client = new RandomClient({
      port: program.port,
      random: seededRandom(seed + i),
      namespaces: ["one", "two"],
      keys: ["a", "b", "c", "d", "e", "f"],
      nextNumber: () => numbers++,
      history: operations,
      isOver: () => isOver,
    });
    return client.run();
  });
  await delay(RUN_MS);
  isOver = true;
  await Promise.all(clients);
  return operations;
}

test(
  "five seconds of clients that hang, die and come late leave a history without a violation",
  async () => {
    const seed = Number(process.env.SIGNALBOX_SEED ?? Math.floor(Math.random() * 2 ** 31));
    process.stderr.write(`history: SIGNALBOX_SEED=${seed}\n`);

    const operations = await history(seed);

    const overlaps = exclusivity(operations);
    const grants = visibleGrants(operations);
    const deaths = operations.filter(({ kind }) => kind === "death").length;
    const superseded = operations.filter(({ result }) => result === "superseded").length;
    process.stderr.write(
      `history: ${operations.length} operations, ${grants.all} grants (${grants.visible} visible), ` +
        `${deaths} deaths, ${superseded} superseded sets, ${overlaps.length} overlaps\n`,
    );
    expect(overlaps).toEqual([]);
    expect(epochOrder(operations)).toEqual([]);
    expect(fencing(operations)).toEqual([]);
    expect(staleness(operations, STALE_MARGIN_MS)).toEqual([]);
    expect(isolation(operations)).toEqual([]);
    expect(lostValues(operations)).toEqual([]);
    expect(liveness(operations, SLACK_MS)).toEqual([]);
    // The run was one that could have found something.
    expect(grants.all).toBeGreaterThan(MIN_GRANTS);
    expect(grants.visible / grants.all).toBeGreaterThan(MIN_VISIBLE_SHARE);
    expect(deaths).toBeGreaterThan(0);
    expect(superseded).toBeGreaterThan(0);
  },
  LIMIT_MS,
);
