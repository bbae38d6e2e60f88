import type { Clock } from "@signalbox/clock";
import type { AppError } from "@signalbox/errors";

interface Refusal {
  readonly untilMs: number;
  /** What callers are told; undefined when they are only not asked to refresh. */
  readonly error: AppError | undefined;
}

/** Keys that nobody should fetch for a while. Bounded: the oldest mark goes first. */
export class Refusals {
  readonly #clock: Clock;
  readonly #maxSize: number;
  readonly #byId = new Map<string, Refusal>();

  constructor(options: { clock: Clock; maxSize: number }) {
    this.#clock = options.clock;
    this.#maxSize = options.maxSize;
  }

  /** Callers of this key are told `error` during the next `forMs` milliseconds. */
  refuse(id: string, error: AppError, forMs: number): void {
    this.#mark(id, { untilMs: this.#clock.monotonicMs() + forMs, error });
  }

  /** Nobody is asked to refresh this key during the next `forMs` milliseconds. */
  rest(id: string, forMs: number): void {
    this.#mark(id, { untilMs: this.#clock.monotonicMs() + forMs, error: undefined });
  }

  /** What a caller of this key is to be told now, if anything. */
  find(id: string): AppError | undefined {
    return this.#current(id)?.error;
  }

  isResting(id: string): boolean {
    return this.#current(id) !== undefined;
  }

  forget(id: string): void {
    if (this.#byId.size > 0) this.#byId.delete(id);
  }

  #current(id: string): Refusal | undefined {
    if (this.#byId.size === 0) return undefined;
    const refusal = this.#byId.get(id);
    if (refusal && refusal.untilMs <= this.#clock.monotonicMs()) {
      this.#byId.delete(id);
      return undefined;
    }
    return refusal;
  }

  #mark(id: string, refusal: Refusal): void {
    this.#byId.delete(id);
    this.#byId.set(id, refusal);
    if (this.#byId.size <= this.#maxSize) return;
    const [oldest] = this.#byId.keys();
    if (oldest !== undefined) this.#byId.delete(oldest);
  }
}
