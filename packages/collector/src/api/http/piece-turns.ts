import { AppError } from "@signalbox/errors";
import PQueue from "p-queue";

export interface TurnLimits {
  /** Questions that read from the store at once. */
  readonly maxConcurrent: number;
  /** Further ones that wait; above: `unavailable`. */
  readonly maxWaiting: number;
}

type Pieces = AsyncGenerator<string, void, undefined>;

/** Bounds how many questions read from the store at once. */
export class PieceTurns {
  readonly #queue: PQueue;
  readonly #limits: TurnLimits;
  #beginning = 0;

  constructor(limits: TurnLimits) {
    this.#limits = limits;
    this.#queue = new PQueue({ concurrency: limits.maxConcurrent });
  }

  /** Does `work` in its turn. @throws what `work` throws; AppError `unavailable` when too many wait */
  async take<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    if (this.#beginning >= this.#limits.maxConcurrent + this.#limits.maxWaiting) {
      const message = `${this.#beginning} questions are under way or wait, limit is ${this.#limits.maxConcurrent} and ${this.#limits.maxWaiting}`;
      throw new AppError("unavailable", message);
    }
    this.#beginning += 1;
    try {
      return await this.#queue.add(work, { signal });
    } finally {
      this.#beginning -= 1;
    }
  }

  /**
   * The pieces, the first of them made before this resolves, so that a question that fails at once is answered with its error. A
   * place is held only while a piece is made: clients that take their time keep nobody out.
   */
  async begin(signal: AbortSignal, pieces: Pieces): Promise<Pieces> {
    try {
      const first = await this.take(signal, () => pieces.next());
      return this.#rest(signal, pieces, first);
    } catch (error) {
      await pieces.return();
      throw error;
    }
  }

  async *#rest(signal: AbortSignal, pieces: Pieces, first: IteratorResult<string, void>): Pieces {
    try {
      let next = first;
      while (next.done !== true) {
        yield next.value;
        // Who has begun is never turned away: those are as many as there are connections.
        next = await this.#queue.add(() => pieces.next(), { signal });
      }
    } finally {
      await pieces.return();
    }
  }
}
