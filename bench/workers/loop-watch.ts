import { closeSync, openSync, readSync } from "node:fs";
import { monitorEventLoopDelay, PerformanceObserver } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";

const NS_PER_MS = 1e6;
const MS_PER_SECOND = 1000;
const GC_REPORT_MS = 50;
const LINE_BYTES = 128;

/** What some work did to the event loop. */
export interface Stall {
  /** Longest turn, without the time in which the thread was ready and other processes had the core. */
  readonly longestMs: number;
  /** Longest delay of a 1 ms timer, whatever the reason. */
  readonly longestDelayMs: number;
  readonly longestGcMs: number;
  readonly seconds: number;
}

/** Runs work that calls `lap` once a turn. */
export async function watched(work: (lap: () => void) => Promise<void>): Promise<Stall> {
  let longestGcMs = 0;
  const collections = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longestGcMs = Math.max(longestGcMs, duration);
  });
  collections.observe({ entryTypes: ["gc"] });
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const turns = new TurnWatch();
  await work(() => turns.lap());
  const { longestMs, seconds } = turns.end();
  delay.disable();
  // Collections are told of in a later turn.
  await sleep(GC_REPORT_MS);
  collections.disconnect();
  return { longestMs, longestDelayMs: delay.max / NS_PER_MS, longestGcMs, seconds };
}

/** Measures turns by the wall clock, less what the kernel counts as waiting for a core. */
class TurnWatch {
  readonly #file = openSync(`/proc/self/task/${process.pid}/schedstat`, "r");
  readonly #line = Buffer.alloc(LINE_BYTES);
  readonly #startedMs = performance.now();
  #turnMs = this.#startedMs;
  #waitedMs = this.#readWaitedMs();
  #longestMs = 0;

  lap(): void {
    const nowMs = performance.now();
    const waitedMs = this.#readWaitedMs();
    const ownMs = nowMs - this.#turnMs - (waitedMs - this.#waitedMs);
    if (ownMs > this.#longestMs) this.#longestMs = ownMs;
    this.#turnMs = nowMs;
    this.#waitedMs = waitedMs;
  }

  end(): { longestMs: number; seconds: number } {
    this.lap();
    closeSync(this.#file);
    const seconds = (performance.now() - this.#startedMs) / MS_PER_SECOND;
    return { longestMs: this.#longestMs, seconds };
  }

  /** The second number of the line: nanoseconds that the main thread was ready to run and did not. */
  #readWaitedMs(): number {
    const bytes = readSync(this.#file, this.#line, 0, LINE_BYTES, 0);
    return Number(this.#line.toString("latin1", 0, bytes).split(" ")[1]) / NS_PER_MS;
  }
}
