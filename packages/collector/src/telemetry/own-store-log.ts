import type { Clock } from "@signalbox/clock";
import type { Logger } from "@signalbox/telemetry";
import * as events from "../log-events.js";

/** Least time between two lines while it lasts: every poll of every store meets the same failure. */
const INTERVAL_MS = 60_000;
/** Some writes may get through while others fail; only after such a silence it is over. */
const CALM_MS = 10_000;

interface Trouble {
  readonly sinceMs: number;
  saidAtMs: number;
  lastMs: number;
  failures: number;
}

/** Failures of our own store as log lines: when they begin, now and then with their number, and when they are over. */
export class OwnStoreLog {
  #trouble: Trouble | undefined;

  constructor(readonly parts: { readonly clock: Clock; readonly log: Logger }) {}

  failed(reason: string): void {
    const { clock, log } = this.parts;
    const nowMs = clock.monotonicMs();
    const trouble = this.#trouble ?? {
      sinceMs: nowMs,
      saidAtMs: -Infinity,
      lastMs: nowMs,
      failures: 0,
    };
    this.#trouble = trouble;
    trouble.failures += 1;
    trouble.lastMs = nowMs;
    if (nowMs - trouble.saidAtMs < INTERVAL_MS) return;
    trouble.saidAtMs = nowMs;
    log.log(events.ownStoreFailed(reason, trouble.failures));
  }

  /** Something was written. */
  worked(): void {
    const { clock, log } = this.parts;
    const trouble = this.#trouble;
    const nowMs = clock.monotonicMs();
    if (!trouble || nowMs - trouble.lastMs < CALM_MS) return;
    this.#trouble = undefined;
    log.log(events.ownStoreRecovered(trouble.failures, trouble.lastMs - trouble.sinceMs));
  }
}
