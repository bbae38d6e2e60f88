import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { systemClock } from "@signalbox/clock";
import { openSqliteStore } from "../../src/index.js";
import { aKey, readAll } from "../contract/series-fixture.js";
import { pairsOf } from "../contract/store-model.js";

const ROUNDS = Number(process.env["SIGNALBOX_KILL_ROUNDS"] ?? 20);
const MAX_ACKS = 60;
const POINTS = 10;
const child = fileURLToPath(new URL("kill-child.ts", import.meta.url));
const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));

/** A writer that waits for the word to begin. */
class Writer {
  readonly #process;
  readonly acknowledged: number[] = [];

  constructor(file: string, round: number) {
    const { NODE_OPTIONS: _ofJest, ...env } = process.env;
    const args = ["--conditions=source", "--import", "tsx", child, file, String(round)];
    this.#process = spawn(process.execPath, args, {
      cwd: ROOT,
      env,
      stdio: ["pipe", "pipe", "inherit"],
    });
  }

  /** Lets it write and kills it at some moment after `acks` acknowledgements. */
  async runUntil(acks: number): Promise<void> {
    const closed = once(this.#process, "close");
    const lines = createInterface({ input: this.#process.stdout });
    lines.on("line", (line) => {
      this.acknowledged.push(Number(line));
      if (this.acknowledged.length === acks) this.#process.kill("SIGKILL");
    });
    this.#process.stdin.write("go\n");
    await closed;
  }

  async kill(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const closed = once(this.#process, "close");
    this.#process.kill("SIGKILL");
    await closed;
  }
}

/** Every acknowledged write is there whole; every other one is there whole or not at all. */
async function verify(file: string, acknowledged: readonly number[], isThorough: boolean) {
  const store = await openSqliteStore({ file, clock: systemClock });
  try {
    const counts = new Map<number, number>();
    for (const id of ["new", "late"]) {
      const found = pairsOf(await readAll(store, { series: [aKey(id)] }));
      expect(found.every(([ts], index) => index === 0 || ts > (found[index - 1]?.[0] ?? 0))).toBe(
        true,
      );
      for (const [, value] of found) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    expect([...counts.values()].filter((count) => count !== 2 * POINTS)).toEqual([]);
    expect(acknowledged.filter((id) => !counts.has(id))).toEqual([]);
    expect((await store.stats()).points).toBe(counts.size * 2 * POINTS);
    if (isThorough) expect((await store.check()).problems).toEqual([]);
  } finally {
    await store.close();
  }
}

describe("a process that is killed while it writes", () => {
  test(
    `loses no acknowledged point and doubles none, ${ROUNDS} times`,
    async () => {
      const folder = await mkdtemp(join(tmpdir(), "signalbox-kill-"));
      const file = join(folder, "store.db");
      const acknowledged: number[] = [];
      let next = new Writer(file, 0);
      try {
        for (let round = 1; round <= ROUNDS; round++) {
          const writer = next;
          // Starting takes longest: the next one does while this one is looked at.
          next = new Writer(file, round);
          await writer.runUntil(1 + Math.floor(Math.random() * MAX_ACKS));
          acknowledged.push(...writer.acknowledged);
          await verify(file, acknowledged, round % 5 === 0 || round === ROUNDS);
        }
        expect(acknowledged.length).toBeGreaterThanOrEqual(ROUNDS);
      } finally {
        await next.kill();
        await rm(folder, { recursive: true, force: true });
      }
    },
    60_000 + ROUNDS * 10_000,
  );
});
