const NIL = -1;
const FIRST_CAPACITY = 256;

/**
 * Slots 0, 1, 2 ... ordered by score, highest first, equal scores by stamp, lowest first. Inserting, removing and asking
 * for a rank cost O(log n): a treap in typed arrays, 36 bytes a slot.
 */
export class RankedScores {
  #left = new Int32Array(FIRST_CAPACITY);
  #right = new Int32Array(FIRST_CAPACITY);
  #size = new Int32Array(FIRST_CAPACITY);
  #priority = new Int32Array(FIRST_CAPACITY);
  #score = new Float64Array(FIRST_CAPACITY);
  #stamp = new Float64Array(FIRST_CAPACITY);
  #root = NIL;

  scoreOf(slot: number): number {
    return at(this.#score, slot);
  }

  get count(): number {
    return this.#sizeOf(this.#root);
  }

  /** The slot must not be in the order already. */
  insert(slot: number, score: number, stamp: number): void {
    while (slot >= this.#left.length) this.#grow();
    this.#score[slot] = score;
    this.#stamp[slot] = stamp;
    this.#left[slot] = NIL;
    this.#right[slot] = NIL;
    this.#size[slot] = 1;
    this.#priority[slot] = scattered(slot);
    this.#root = this.#withSlot(this.#root, slot);
  }

  /** The slot must be in the order. */
  remove(slot: number): void {
    this.#root = this.#without(this.#root, slot);
  }

  /** 1 for the best. The slot must be in the order. */
  rank(slot: number): number {
    let rank = 1;
    let node = this.#root;
    while (node !== slot && node !== NIL) {
      if (this.#isBefore(slot, node)) node = at(this.#left, node);
      else {
        rank += this.#sizeOf(at(this.#left, node)) + 1;
        node = at(this.#right, node);
      }
    }
    return rank + (node === NIL ? 0 : this.#sizeOf(at(this.#left, node)));
  }

  /** The slot at the end, or -1 when there is none. */
  last(): number {
    let node = this.#root;
    while (node !== NIL && at(this.#right, node) !== NIL) node = at(this.#right, node);
    return node;
  }

  /** Multiplies every score and numbers the stamps anew from `-count` up, so that the order stays even where scores meet. */
  rescale(factor: number): void {
    let stamp = -this.count;
    for (const slot of this.slots()) {
      this.#score[slot] = at(this.#score, slot) * factor;
      this.#stamp[slot] = stamp++;
    }
  }

  /** All slots, best first. */
  slots(): number[] {
    const slots: number[] = [];
    const above: number[] = [];
    for (let node = this.#root; node !== NIL || above.length > 0;) {
      if (node !== NIL) {
        above.push(node);
        node = at(this.#left, node);
        continue;
      }
      const next = above.pop() ?? NIL;
      slots.push(next);
      node = at(this.#right, next);
    }
    return slots;
  }

  #isBefore(a: number, b: number): boolean {
    const difference = at(this.#score, a) - at(this.#score, b);
    return difference !== 0 ? difference > 0 : at(this.#stamp, a) < at(this.#stamp, b);
  }

  #withSlot(node: number, slot: number): number {
    if (node === NIL) return slot;
    if (at(this.#priority, slot) > at(this.#priority, node)) {
      const [before, after] = this.#split(node, slot);
      return this.#joined(slot, before, after);
    }
    const [left, right] = [at(this.#left, node), at(this.#right, node)];
    return this.#isBefore(slot, node)
      ? this.#joined(node, this.#withSlot(left, slot), right)
      : this.#joined(node, left, this.#withSlot(right, slot));
  }

  #without(node: number, slot: number): number {
    if (node === NIL) return NIL;
    const [left, right] = [at(this.#left, node), at(this.#right, node)];
    if (node === slot) return this.#merge(left, right);
    return this.#isBefore(slot, node)
      ? this.#joined(node, this.#without(left, slot), right)
      : this.#joined(node, left, this.#without(right, slot));
  }

  /** What comes before `slot` under `node`, and what comes after. */
  #split(node: number, slot: number): readonly [number, number] {
    if (node === NIL) return [NIL, NIL];
    const [left, right] = [at(this.#left, node), at(this.#right, node)];
    if (this.#isBefore(node, slot)) {
      const [before, after] = this.#split(right, slot);
      return [this.#joined(node, left, before), after];
    }
    const [before, after] = this.#split(left, slot);
    return [before, this.#joined(node, after, right)];
  }

  #merge(left: number, right: number): number {
    if (left === NIL) return right;
    if (right === NIL) return left;
    return at(this.#priority, left) > at(this.#priority, right)
      ? this.#joined(left, at(this.#left, left), this.#merge(at(this.#right, left), right))
      : this.#joined(right, this.#merge(left, at(this.#left, right)), at(this.#right, right));
  }

  #joined(node: number, left: number, right: number): number {
    this.#left[node] = left;
    this.#right[node] = right;
    this.#size[node] = this.#sizeOf(left) + this.#sizeOf(right) + 1;
    return node;
  }

  #sizeOf(node: number): number {
    return node === NIL ? 0 : at(this.#size, node);
  }

  #grow(): void {
    const capacity = this.#left.length * 2;
    const wider = (old: Int32Array): Int32Array<ArrayBuffer> => {
      const array = new Int32Array(capacity);
      array.set(old);
      return array;
    };
    this.#left = wider(this.#left);
    this.#right = wider(this.#right);
    this.#size = wider(this.#size);
    this.#priority = wider(this.#priority);
    const scores = new Float64Array(capacity);
    scores.set(this.#score);
    this.#score = scores;
    const stamps = new Float64Array(capacity);
    stamps.set(this.#stamp);
    this.#stamp = stamps;
  }
}

function at(array: Int32Array | Float64Array, slot: number): number {
  return array[slot] ?? NIL;
}

/** Priorities only need to look random to the order of slots; a bijection, so no two are equal. */
function scattered(slot: number): number {
  let bits = Math.imul(slot + 1, 0x9e3779b1);
  bits = Math.imul(bits ^ (bits >>> 16), 0x7feb352d);
  bits = Math.imul(bits ^ (bits >>> 15), 0x846ca68b);
  return bits ^ (bits >>> 16);
}
