import { RowLists } from "./row-list.js";

const TICK_MS = 1000;
const BUCKETS = 4096;
const NO_ROW = -1;

/** What one look at the wheel found: nothing left to do, a row that lives on, or the number of a dead row. */
export type Visit = "done" | "alive" | number;

/**
 * Rows by the second in which they die. One turn of the wheel is 4096 seconds; a row that dies later is passed over once
 * a turn. Dead rows are found without looking at the living ones, in as small steps as the caller likes.
 */
export class ExpiryWheel {
  readonly #buckets = new RowLists(BUCKETS);
  readonly #diesAtMs: (row: number) => number;
  /** The first second not wholly visited. */
  #tick = 0;
  /** The next row to look at in the bucket of `#tick`; -1 before its start. */
  #cursor = NO_ROW;
  #isInBucket = false;

  /** @param diesAtMs When a row dies; must not change while the row is in the wheel. */
  constructor(diesAtMs: (row: number) => number) {
    this.#diesAtMs = diesAtMs;
  }

  add(row: number): void {
    this.#buckets.append(this.#bucketOf(row), row);
  }

  remove(row: number): void {
    // The walk goes on behind a row that somebody else takes out.
    if (row === this.#cursor) this.#cursor = this.#buckets.next(row);
    this.#buckets.remove(this.#bucketOf(row), row);
  }

  /**
   * Looks at one row, passing over empty seconds. A dead row must be removed before the next visit.
   *
   * @returns "done" when all seconds before that of `nowMs` have been visited.
   */
  visit(nowMs: number): Visit {
    const nowTick = Math.floor(nowMs / TICK_MS);
    // One turn visits every bucket: seconds further back share a bucket with later ones.
    if (this.#tick < nowTick - BUCKETS) this.#goTo(nowTick - BUCKETS);
    while (this.#tick < nowTick) {
      const row = this.#nextRow();
      if (row !== NO_ROW) return this.#diesAtMs(row) <= nowMs ? row : "alive";
      this.#goTo(this.#tick + 1);
    }
    return "done";
  }

  #nextRow(): number {
    if (!this.#isInBucket) {
      this.#isInBucket = true;
      this.#cursor = this.#buckets.head(this.#tick % BUCKETS);
    }
    const row = this.#cursor;
    if (row !== NO_ROW) this.#cursor = this.#buckets.next(row);
    return row;
  }

  #goTo(tick: number): void {
    this.#tick = tick;
    this.#isInBucket = false;
  }

  #bucketOf(row: number): number {
    return Math.floor(this.#diesAtMs(row) / TICK_MS) % BUCKETS;
  }
}
