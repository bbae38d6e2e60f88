import { AppError } from "@signalbox/errors";

export interface WriteQueueOptions {
  /** Most writes that wait. */
  readonly maxWaitingWrites: number;
  /** Most points in them together. */
  readonly maxWaitingPoints: number;
  /** Writes at the same time. One keeps the order of the calls. */
  readonly maxConcurrentWrites: number;
}

interface WaitingWrite {
  readonly points: number;
  start(): void;
  refuse(): void;
}

/** Writes in the order they came, a bounded number waiting. */
export class WriteQueue {
  readonly #options: WriteQueueOptions;
  readonly #waiting: WaitingWrite[] = [];
  #waitingPoints = 0;
  #running = 0;
  #closed = false;

  constructor(options: WriteQueueOptions) {
    this.#options = options;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** @throws AppError `unavailable` when too many wait or the store is closed, or what `work` throws */
  async run<Result>(points: number, work: () => Promise<Result>): Promise<Result> {
    await this.#turn(points);
    try {
      return await work();
    } finally {
      this.#running -= 1;
      this.#startNext();
    }
  }

  /** Refuses what has not begun. */
  close(): void {
    this.#closed = true;
    for (const write of this.#waiting.splice(0)) write.refuse();
  }

  #turn(points: number): Promise<void> {
    if (this.#closed) return Promise.reject(closed());
    if (this.#running < this.#options.maxConcurrentWrites) {
      this.#running += 1;
      return Promise.resolve();
    }
    const refusal = this.#refusal(points);
    if (refusal !== undefined) return Promise.reject(refusal);
    this.#waitingPoints += points;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ points, start: resolve, refuse: () => reject(closed()) });
    });
  }

  #refusal(points: number): AppError | undefined {
    const { maxWaitingWrites, maxWaitingPoints } = this.#options;
    if (this.#waiting.length >= maxWaitingWrites) {
      const text = `${this.#waiting.length} writes wait for the store, limit is ${maxWaitingWrites}`;
      return new AppError("unavailable", text);
    }
    if (this.#waitingPoints + points > maxWaitingPoints && this.#waiting.length > 0) {
      const text = `${this.#waitingPoints} points wait for the store, limit is ${maxWaitingPoints}`;
      return new AppError("unavailable", text);
    }
    return undefined;
  }

  #startNext(): void {
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#waitingPoints -= next.points;
    this.#running += 1;
    next.start();
  }
}

function closed(): AppError {
  return new AppError("unavailable", "the store is closed");
}
