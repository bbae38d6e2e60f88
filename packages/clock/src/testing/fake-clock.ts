import type { Cancel, Clock } from "../clock.js";

interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly fn: () => void;
}

/** A clock that stands still until told. Timers fire in the order of their time, then of their making. */
export class FakeClock implements Clock {
  #monotonicMs = 0;
  #wallMs: number;
  #order = 0;
  readonly #timers = new Set<Timer>();

  /** @param options.wallMs Epoch milliseconds at the start; default 2023-11-14T22:13:20Z. */
  constructor(options: { wallMs?: number } = {}) {
    this.#wallMs = options.wallMs ?? 1_700_000_000_000;
  }

  wallMs(): number {
    return this.#wallMs;
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  after(delayMs: number, fn: () => void): Cancel {
    if (Number.isNaN(delayMs)) throw new RangeError("delayMs is NaN");
    const timer = { atMs: this.#monotonicMs + Math.max(delayMs, 0), order: this.#order++, fn };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  soon(fn: () => void): Cancel {
    return this.after(0, fn);
  }

  /** How many timers are waiting; a test of clean-up asserts on it. */
  get pendingTimers(): number {
    return this.#timers.size;
  }

  /** Moves both clocks on by `ms`, firing what falls due on the way, each at its own time. */
  advance(ms: number): void {
    const endMs = this.#monotonicMs + ms;
    for (let timer = this.#nextDue(endMs); timer; timer = this.#nextDue(endMs)) {
      this.#moveTo(Math.max(timer.atMs, this.#monotonicMs));
      this.#timers.delete(timer);
      timer.fn();
    }
    this.#moveTo(endMs);
  }

  /** Sets the wall clock alone, as an operator or NTP would; monotonic time and timers do not notice. */
  stepWallClock(byMs: number): void {
    this.#wallMs += byMs;
  }

  #moveTo(monotonicMs: number): void {
    this.#wallMs += monotonicMs - this.#monotonicMs;
    this.#monotonicMs = monotonicMs;
  }

  #nextDue(endMs: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.atMs > endMs) continue;
      if (
        !next ||
        timer.atMs < next.atMs ||
        (timer.atMs === next.atMs && timer.order < next.order)
      ) {
        next = timer;
      }
    }
    return next;
  }
}
