const FIRST_CAPACITY = 256;

/**
 * Scores by slot (0, 1, 2 ...). A higher score comes first; of equal scores the one that was reached earlier, which the
 * stamp tells.
 */
export class ScoreTable {
  #scores = new Float64Array(FIRST_CAPACITY);
  #stamps = new Float64Array(FIRST_CAPACITY);

  scoreOf(slot: number): number {
    return this.#scores[slot] ?? 0;
  }

  set(slot: number, score: number, stamp: number): void {
    if (slot >= this.#scores.length) {
      this.#scores = doubled(this.#scores);
      this.#stamps = doubled(this.#stamps);
    }
    this.#scores[slot] = score;
    this.#stamps[slot] = stamp;
  }

  isBefore(a: number, b: number): boolean {
    const difference = (this.#scores[a] ?? 0) - (this.#scores[b] ?? 0);
    return difference !== 0 ? difference > 0 : (this.#stamps[a] ?? 0) < (this.#stamps[b] ?? 0);
  }

  /** Multiplies every score, but leaves none below `least`. */
  rescale(factor: number, least: number): void {
    for (let slot = 0; slot < this.#scores.length; slot++) {
      this.#scores[slot] = Math.max((this.#scores[slot] ?? 0) * factor, least);
    }
  }
}

function doubled(array: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(array.length * 2);
  larger.set(array);
  return larger;
}
