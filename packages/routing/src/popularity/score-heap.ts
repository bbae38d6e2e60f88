import type { ScoreTable } from "./score-table.js";

const ABSENT = -1;

/** Some slots of a table with the last of them at hand. Everything that changes the heap costs O(log n). */
export class ScoreHeap {
  /** A binary heap: no slot comes after the one above it. */
  readonly #slots: number[] = [];
  readonly #positions: number[] = [];

  constructor(private readonly table: ScoreTable) {}

  get size(): number {
    return this.#slots.length;
  }

  /** The slot that comes last; -1 when there is none. */
  get last(): number {
    return this.#slots[0] ?? ABSENT;
  }

  get slots(): readonly number[] {
    return this.#slots;
  }

  has(slot: number): boolean {
    return (this.#positions[slot] ?? ABSENT) !== ABSENT;
  }

  /** The slot must not be in the heap. */
  add(slot: number): void {
    while (this.#positions.length <= slot) this.#positions.push(ABSENT);
    this.#slots.push(slot);
    this.#rise(this.#slots.length - 1, slot);
  }

  /** To be called after the score of a slot in the heap has grown. */
  grown(slot: number): void {
    this.#sink(this.#positions[slot] ?? 0, slot);
  }

  removeLast(): void {
    const last = this.last;
    const moved = this.#slots.pop();
    if (moved === undefined) return;
    this.#positions[last] = ABSENT;
    if (moved !== last) this.#sink(0, moved);
  }

  /** Puts everything in order after any change of the table. */
  restore(): void {
    for (let at = (this.size >> 1) - 1; at >= 0; at--) this.#sink(at, this.#slots[at] ?? 0);
  }

  #rise(from: number, slot: number): void {
    let at = from;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const other = this.#slots[above] ?? 0;
      if (!this.table.isBefore(other, slot)) break;
      this.#put(at, other);
      at = above;
    }
    this.#put(at, slot);
  }

  #sink(from: number, slot: number): void {
    let at = from;
    for (;;) {
      const below = this.#laterChild(at);
      if (below === ABSENT) break;
      const other = this.#slots[below] ?? 0;
      if (!this.table.isBefore(slot, other)) break;
      this.#put(at, other);
      at = below;
    }
    this.#put(at, slot);
  }

  #laterChild(at: number): number {
    const left = 2 * at + 1;
    const right = left + 1;
    if (left >= this.size) return ABSENT;
    if (right >= this.size) return left;
    return this.table.isBefore(this.#slots[left] ?? 0, this.#slots[right] ?? 0) ? right : left;
  }

  #put(at: number, slot: number): void {
    this.#slots[at] = slot;
    this.#positions[slot] = at;
  }
}
