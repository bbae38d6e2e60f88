import { AppError } from "@signalbox/errors";

/** Changes that may wait for the one that runs; one more is refused. */
export const MAX_WAITING_CHANGES = 16;

/** Runs tasks one after the other, in the order they came. */
export class OneAtATime {
  readonly #maxWaiting: number;
  #last: Promise<unknown> = Promise.resolve();
  #count = 0;

  /** @param maxWaiting Tasks that may wait for the one that runs. */
  constructor(maxWaiting: number) {
    this.#maxWaiting = maxWaiting;
  }

  /** @throws AppError `unavailable` when too many wait; else what the task throws */
  async run<Result>(task: () => Promise<Result>): Promise<Result> {
    if (this.#count > this.#maxWaiting) {
      throw new AppError("unavailable", `${this.#maxWaiting} changes are waiting for their turn`);
    }
    this.#count += 1;
    const before = this.#last;
    const run = (async () => {
      await before;
      return task();
    })();
    this.#last = run.catch(() => undefined);
    try {
      return await run;
    } finally {
      this.#count -= 1;
    }
  }
}
