const SHARD_BITS = 8;
const SHARDS = 1 << SHARD_BITS;
const SHARD_SHIFT = 32 - SHARD_BITS;
const INITIAL_SLOTS = 8;
/** A shard grows when more than 3/4 of its slots are taken. */
const MAX_FILL_NUMERATOR = 3;
const MAX_FILL_DENOMINATOR = 4;
const EMPTY = 0;

/**
 * From a hash to the row of an entry: open addressing with linear probing, in shards that grow one at a time, so that
 * growing never stops the event loop for longer than one shard takes. Holds rows only; hashes and keys are asked for.
 */
export class HashIndex {
  /** Slots hold row + 1; 0 is empty. */
  readonly #shards: Int32Array[] = Array.from(
    { length: SHARDS },
    () => new Int32Array(INITIAL_SLOTS),
  );
  readonly #counts = new Int32Array(SHARDS);
  readonly #hashOf: (row: number) => number;

  /** @param hashOf The hash of a row that is in the index. */
  constructor(hashOf: (row: number) => number) {
    this.#hashOf = hashOf;
  }

  /** @returns the row with this hash for which `isWanted` holds, or -1. */
  find(hash: number, isWanted: (row: number) => boolean): number {
    const slots = this.#shard(hash);
    const mask = slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const held = slots[slot] ?? EMPTY;
      if (held === EMPTY) return -1;
      if (this.#hashOf(held - 1) === hash && isWanted(held - 1)) return held - 1;
    }
  }

  /** Adds a row that is not in the index. */
  add(hash: number, row: number): void {
    const shard = hash >>> SHARD_SHIFT;
    const count = (this.#counts[shard] ?? 0) + 1;
    this.#counts[shard] = count;
    if (count * MAX_FILL_DENOMINATOR > this.#shard(hash).length * MAX_FILL_NUMERATOR)
      this.#grow(shard);
    place(this.#shard(hash), hash, row);
  }

  /** Takes out a row that is in the index. */
  remove(hash: number, row: number): void {
    const slots = this.#shard(hash);
    const mask = slots.length - 1;
    let slot = hash & mask;
    while (slots[slot] !== row + 1) slot = (slot + 1) & mask;
    this.#closeGap(slots, slot);
    const shard = hash >>> SHARD_SHIFT;
    this.#counts[shard] = (this.#counts[shard] ?? 0) - 1;
  }

  /** Moves later members of the probe run back, so that no search stops early; this needs no tombstones. */
  #closeGap(slots: Int32Array, gapAt: number): void {
    const mask = slots.length - 1;
    let gap = gapAt;
    for (let slot = (gap + 1) & mask; ; slot = (slot + 1) & mask) {
      const held = slots[slot] ?? EMPTY;
      if (held === EMPTY) break;
      const home = this.#hashOf(held - 1) & mask;
      const distanceFromHome = (slot - home) & mask;
      const distanceFromGap = (slot - gap) & mask;
      if (distanceFromHome < distanceFromGap) continue;
      slots[gap] = held;
      gap = slot;
    }
    slots[gap] = EMPTY;
  }

  #grow(shard: number): void {
    const old = this.#shards[shard] ?? new Int32Array(0);
    const grown = new Int32Array(old.length * 2);
    for (const held of old) if (held !== EMPTY) place(grown, this.#hashOf(held - 1), held - 1);
    this.#shards[shard] = grown;
  }

  #shard(hash: number): Int32Array {
    const slots = this.#shards[hash >>> SHARD_SHIFT];
    if (!slots) throw new RangeError(`${hash} is not an unsigned 32-bit number`);
    return slots;
  }
}

function place(slots: Int32Array, hash: number, row: number): void {
  const mask = slots.length - 1;
  let slot = hash & mask;
  while (slots[slot] !== EMPTY) slot = (slot + 1) & mask;
  slots[slot] = row + 1;
}
