import { AppError } from "@signalbox/errors";

type Leave = () => void;

interface Waiter {
  readonly admit: () => void;
}

/** Lets a bounded number in at once and a bounded number wait, first come, first served. */
export class Turnstile {
  readonly #maxConcurrent: number;
  readonly #maxWaiting: number;
  readonly #waiting = new Set<Waiter>();
  #inside = 0;

  constructor(limits: { readonly maxConcurrent: number; readonly maxWaiting: number }) {
    this.#maxConcurrent = limits.maxConcurrent;
    this.#maxWaiting = limits.maxWaiting;
  }

  get inside(): number {
    return this.#inside;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /**
   * Waits for its turn. Who has begun already, and comes back for the next piece of a reply, is never turned away: those are
   * as many as there are connections.
   *
   * @returns what must be called once to leave
   * @throws AppError `unavailable` when too many wait, or the signal ends the waiting
   */
  enter(signal: AbortSignal, hasBegun = false): Promise<Leave> {
    if (signal.aborted) return Promise.reject(gone());
    if (this.#inside < this.#maxConcurrent) return Promise.resolve(this.#takePlace());
    if (!hasBegun && this.#waiting.size >= this.#maxWaiting) {
      const message = `${this.#waiting.size} queries wait, limit is ${this.#maxWaiting} (data.max_waiting)`;
      return Promise.reject(new AppError("unavailable", message));
    }
    return this.#waitFor(signal);
  }

  /** Does `work` inside. @throws what `work` throws, and as `enter` */
  async within<Result>(
    signal: AbortSignal,
    work: () => Promise<Result>,
    hasBegun = false,
  ): Promise<Result> {
    const leave = await this.enter(signal, hasBegun);
    try {
      return await work();
    } finally {
      leave();
    }
  }

  #waitFor(signal: AbortSignal): Promise<Leave> {
    return new Promise((resolve, reject) => {
      const abandon = (): void => {
        this.#waiting.delete(waiter);
        reject(gone());
      };
      const waiter: Waiter = {
        admit: () => {
          signal.removeEventListener("abort", abandon);
          resolve(this.#takePlace());
        },
      };
      this.#waiting.add(waiter);
      signal.addEventListener("abort", abandon, { once: true });
    });
  }

  #takePlace(): Leave {
    this.#inside += 1;
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      this.#inside -= 1;
      this.#admitNext();
    };
  }

  #admitNext(): void {
    const [next] = this.#waiting;
    if (!next) return;
    this.#waiting.delete(next);
    next.admit();
  }
}

const gone = (): AppError => new AppError("unavailable", "the client has gone");
