// Fills, overfills and expires an engine, a few operations a turn, and tells how long the event loop stood still.
// Argument: entries.
import { monitorEventLoopDelay, PerformanceObserver } from "node:perf_hooks";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import { keyOf } from "../load/fill.js";
import { chargedBytes, createEngine, jumpingClock, store } from "./engine.js";
import { tellResult } from "./worker-result.js";

const OPERATIONS_PER_TURN = 64;
const NS_PER_MS = 1e6;
const A_DAY_MS = 86_400_000;
const CHECK_MS = 20;
const GC_REPORT_MS = 50;

/** What one phase did to the event loop. */
export interface Stall {
  readonly longestMs: number;
  readonly longestGcMs: number;
  readonly seconds: number;
}

async function watched(work: () => Promise<void>): Promise<Stall> {
  let longestGcMs = 0;
  const collections = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longestGcMs = Math.max(longestGcMs, duration);
  });
  collections.observe({ entryTypes: ["gc"] });
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const startedMs = performance.now();
  await work();
  const seconds = (performance.now() - startedMs) / 1000;
  delay.disable();
  await sleep(GC_REPORT_MS);
  collections.disconnect();
  return { longestMs: delay.max / NS_PER_MS, longestGcMs, seconds };
}

async function inTurns(
  from: number,
  to: number,
  operation: (number: number) => void,
): Promise<void> {
  for (let number = from; number < to; number++) {
    operation(number);
    if (number % OPERATIONS_PER_TURN === 0) await nextTurn();
  }
}

async function main(): Promise<void> {
  const entries = Number(process.argv[2]);
  const { clock, jump } = jumpingClock();
  const maxCacheBytes = entries * (await chargedBytes(clock));
  const engine = await createEngine({ maxCacheBytes, purgeTime: "1s", clock });
  const idle = await watched(() =>
    inTurns(0, entries, (number) => void Buffer.from(keyOf(number).repeat(16), "latin1")),
  );
  const filling = await watched(() => inTurns(0, entries, (number) => store(engine, number)));
  const filled = engine.itemCount;
  const evicting = await watched(() =>
    inTurns(entries, 2 * entries, (number) => store(engine, number)),
  );
  const kept = engine.itemCount;
  const expiring = await watched(async () => {
    jump(A_DAY_MS);
    while (engine.itemCount > 0) await sleep(CHECK_MS);
  });
  engine.stop();
  tellResult({ idle, filling, evicting, expiring, filled, kept });
}

void main();
