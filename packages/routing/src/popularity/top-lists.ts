import { ScoreHeap } from "./score-heap.js";
import type { ScoreTable } from "./score-table.js";

/** Most cutoffs that are followed at once. One more costs a pass over the whole list each time it takes turns. */
const MAX_LISTS = 16;

/**
 * The best `cutoff` slots for each cutoff somebody asks about. Scores only grow in relation to each other, so a slot gets in
 * only by its own request and nothing needs to be ranked among the others.
 */
export class TopLists {
  readonly #lists = new Map<number, ScoreHeap>();

  constructor(
    private readonly table: ScoreTable,
    private readonly all: ScoreHeap,
  ) {}

  /** Whether at most `cutoff - 1` slots come before this one. The slot must be in `all`. */
  isWithin(slot: number, cutoff: number): boolean {
    const length = Math.floor(cutoff);
    if (length < 1) return false;
    if (this.all.size <= length) return true;
    return (this.#lists.get(length) ?? this.#newList(length)).has(slot);
  }

  /** To be called after the score of a slot has grown or a new slot was added to `all`. */
  grown(slot: number): void {
    for (const [length, list] of this.#lists) {
      if (list.has(slot)) list.grown(slot);
      else offer(list, slot, length, this.table);
    }
  }

  /** Forgets the lists: slots were taken away or reordered. */
  clear(): void {
    this.#lists.clear();
  }

  /** To be called before the slot that comes last leaves `all`. It can only be in a list that holds all slots. */
  leaving(slot: number): void {
    for (const [length, list] of this.#lists) if (list.has(slot)) this.#lists.delete(length);
  }

  #newList(length: number): ScoreHeap {
    const oldest = this.#lists.keys().next();
    if (this.#lists.size >= MAX_LISTS && oldest.done !== true) this.#lists.delete(oldest.value);
    const list = new ScoreHeap(this.table);
    for (const slot of this.all.slots) offer(list, slot, length, this.table);
    this.#lists.set(length, list);
    return list;
  }
}

function offer(list: ScoreHeap, slot: number, length: number, table: ScoreTable): void {
  if (list.size >= length) {
    if (!table.isBefore(slot, list.last)) return;
    list.removeLast();
  }
  list.add(slot);
}
