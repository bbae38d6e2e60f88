import type { StoreLimits } from "./store-limits.js";
import type { ClockDifference, StoreObserver } from "./store-observer.js";

/** Passes on at most one report of a host in a while; bounded, as refused hosts are in no other table. */
export class ClockDifferences {
  readonly #limits: StoreLimits;
  readonly #observer: StoreObserver | undefined;
  /** Host to the monotonic time of its last report, oldest first. */
  readonly #reportedAtMs = new Map<string, number>();

  constructor(limits: StoreLimits, observer: StoreObserver | undefined) {
    this.#limits = limits;
    this.#observer = observer;
  }

  report(difference: ClockDifference, nowMs: number): void {
    this.#forget(nowMs);
    if (this.#reportedAtMs.has(difference.host)) return;
    if (this.#reportedAtMs.size >= this.#limits.maxHosts) return;
    this.#reportedAtMs.set(difference.host, nowMs);
    this.#observer?.onClockDifference(difference);
  }

  #forget(nowMs: number): void {
    for (const [host, atMs] of this.#reportedAtMs) {
      if (nowMs - atMs < this.#limits.reportEveryMs) return;
      this.#reportedAtMs.delete(host);
    }
  }
}
