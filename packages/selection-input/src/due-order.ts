import type { Node } from "./node.js";

/** A top-level key with what it holds. */
export interface Entry {
  readonly key: string;
  node: Node;
  /** The version at its last change. */
  version: number;
  /** Its place in the order; only `DueOrder` touches it. */
  position: number;
}

/** Entries by the time at which something in them is due first: a binary heap that knows where each entry stands. */
export class DueOrder {
  readonly #heap: Entry[] = [];

  get first(): Entry | undefined {
    return this.#heap[0];
  }

  add(entry: Entry): void {
    this.#heap.push(entry);
    this.#rise(entry, this.#heap.length - 1);
  }

  /** To be called after the entry's node was replaced. */
  update(entry: Entry): void {
    this.#rise(entry, entry.position);
    this.#sink(entry, entry.position);
  }

  remove(entry: Entry): void {
    const last = this.#heap.pop();
    if (last === undefined || last === entry) return;
    last.position = entry.position;
    this.#heap[last.position] = last;
    this.update(last);
  }

  #rise(entry: Entry, from: number): void {
    let at = from;
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = this.#heap[parentAt];
      if (parent === undefined || parent.node.firstMs <= entry.node.firstMs) break;
      this.#place(parent, at);
      at = parentAt;
    }
    this.#place(entry, at);
  }

  #sink(entry: Entry, from: number): void {
    let at = from;
    for (;;) {
      const child = this.#earlierChild(at);
      if (child === undefined || child.node.firstMs >= entry.node.firstMs) break;
      const next = child.position;
      this.#place(child, at);
      at = next;
    }
    this.#place(entry, at);
  }

  #earlierChild(at: number): Entry | undefined {
    const left = this.#heap[2 * at + 1];
    const right = this.#heap[2 * at + 2];
    if (left === undefined || right === undefined) return left;
    return right.node.firstMs < left.node.firstMs ? right : left;
  }

  #place(entry: Entry, at: number): void {
    this.#heap[at] = entry;
    entry.position = at;
  }
}
