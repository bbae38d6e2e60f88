import type { Clock } from "@signalbox/clock";

/** The given clock, whose monotonic time can be moved on: what was looked at a moment ago counts as long ago then. */
export class OfflineClock implements Clock {
  readonly #clock: Clock;
  #aheadMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  advance(ms: number): void {
    this.#aheadMs += ms;
  }

  wallMs(): number {
    return this.#clock.wallMs();
  }

  monotonicMs(): number {
    return this.#clock.monotonicMs() + this.#aheadMs;
  }

  after(delayMs: number, fn: () => void): () => void {
    return this.#clock.after(delayMs, fn);
  }

  soon(fn: () => void): () => void {
    return this.#clock.soon(fn);
  }
}
