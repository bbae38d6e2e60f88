import { int32Column, type Column } from "./columns.js";

const NONE = -1;

/** Doubly linked lists of rows, any number of them over the same rows; a row is in at most one of the lists. */
export class RowLists {
  readonly #previous: Column<Int32Array> = int32Column();
  readonly #next: Column<Int32Array> = int32Column();
  readonly #heads: Int32Array;
  readonly #tails: Int32Array;

  /** @param listCount How many lists there are, numbered from 0. */
  constructor(listCount: number) {
    this.#heads = new Int32Array(listCount).fill(NONE);
    this.#tails = new Int32Array(listCount).fill(NONE);
  }

  /** The list's first row, -1 when it is empty. */
  head(list: number): number {
    return this.#heads[list] ?? NONE;
  }

  /** The row after `row`, -1 at the end. */
  next(row: number): number {
    return this.#next.get(row);
  }

  append(list: number, row: number): void {
    const tail = this.#tails[list] ?? NONE;
    this.#previous.set(row, tail);
    this.#next.set(row, NONE);
    if (tail === NONE) this.#heads[list] = row;
    else this.#next.set(tail, row);
    this.#tails[list] = row;
  }

  remove(list: number, row: number): void {
    const previous = this.#previous.get(row);
    const next = this.#next.get(row);
    if (previous === NONE) this.#heads[list] = next;
    else this.#next.set(previous, next);
    if (next === NONE) this.#tails[list] = previous;
    else this.#previous.set(next, previous);
  }
}
