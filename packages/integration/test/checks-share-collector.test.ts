import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { Child } from "./support/child.js";
import { CleanUps } from "./support/clean-up.js";
import { HeldServer } from "./support/held-server.js";
import { startProgram, type Program } from "./support/program.js";

/** How many checks run at once: a dozen from source; as many as the variable says from the build, where a start takes much less. */
const WISHED_RUNS = process.env["SIGNALBOX_CHECK_RUNS"];
const RUNS = Number(WISHED_RUNS ?? 12);
const PROGRAM =
  WISHED_RUNS === undefined
    ? ["--conditions=source", "--import", "tsx", "packages/signalbox/src/main.ts"]
    : ["packages/signalbox/bin/signalbox.mjs"];
const LIMIT_MS = 60_000 + RUNS * 2000;
const NODES = ["pc1", "pc2", "pc3"];

const cleanUps = new CleanUps();
let program: Program;

beforeAll(async () => {
  program = await startProgram({ settings: [`max_waiters_per_key=${RUNS + 10}`] });
}, LIMIT_MS);

afterAll(() => program.kill());

function startCheck(collectorUrl: string, ...argv: string[]): Child {
  const env = {
    OPSVIEW_CACHE_MANAGER_HOST: "127.0.0.1",
    OPSVIEW_CACHE_MANAGER_PORT: String(program.port),
    OPSVIEW_CACHE_MANAGER_NAMESPACE: "checks",
    SIGNALBOX_COLLECTOR_URL: collectorUrl,
  };
  const limit = String(Math.min(LIMIT_MS / 1000, 600));
  const args = [...PROGRAM, "check", "datastore", ...argv, "-t", limit, "-v"];
  return cleanUps.owns(new Child(args, env));
}

function latest(): string {
  const ts = Date.parse(new Date().toISOString()) * 1000;
  return JSON.stringify({ series: NODES.map((id, at) => ({ id, ts, v: 10 * (at + 1) })) });
}

/** Starts the checks and lets the collector answer only when all but the one that asks it wait. */
async function outputsOf(collector: HeldServer, argv: readonly string[], questions: number) {
  const checks = Array.from({ length: RUNS }, () => startCheck(collector.url, ...argv));
  const isWaiting = (line: string): boolean => line.includes(': waiting"');
  const before = program.stderr.all.filter(isWaiting).length;
  await program.stderr.matching(isWaiting, before + questions * (RUNS - 1));
  collector.release();
  const codes = await Promise.all(checks.map(async ({ exited }) => (await exited).code));
  return { codes, outputs: checks.map(({ stdout }) => stdout.text) };
}

test(
  `${RUNS} checks at once, each a process of its own, ask the collector once`,
  async () => {
    const collector = cleanUps.owns(await new HeldServer(latest).start());
    const argv = ["metric", "--type", "node", "--event", "cpu_util", "-w", "0:25", "-c", "0:90"];

    const { codes, outputs } = await outputsOf(collector, argv, 1);

    expect(collector.asked).toEqual(["/latest?type=node&event=cpu_util"]);
    expect(codes).toEqual(codes.map(() => 1));
    const line =
      "DATASTORE WARNING - 1 of 3 nodes are not OK: cpu_util of pc3 is 30.00% | " +
      "pc1=10.00%;0:25;0:90 pc2=20.00%;0:25;0:90 pc3=30.00%;0:25;0:90";
    expect(outputs).toEqual(outputs.map(() => line));
  },
  LIMIT_MS,
);

test(
  "checks with other ranges, started later, are answered from the cache",
  async () => {
    const collector = cleanUps.owns(await new HeldServer(latest).start());
    collector.release();
    const of = ["metric", "--type", "node", "--event", "swap_free"];
    const first = startCheck(collector.url, ...of);
    await first.exited;
    const later = [startCheck(collector.url, ...of, "-c", "20:"), startCheck(collector.url, ...of)];
    const codes = await Promise.all(later.map(async ({ exited }) => (await exited).code));
    expect(codes).toEqual([2, 0]);
    expect(collector.asked).toHaveLength(1);
  },
  LIMIT_MS,
);
