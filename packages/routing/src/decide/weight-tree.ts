/** Draws positions by weight and takes them out again, each in logarithmic time. */
export class WeightTree {
  readonly #leaves: number;
  /** A binary heap of sums: `sums[1]` is the whole, the weights start at `leaves`. Sums are added anew, never subtracted. */
  readonly #sums: Float64Array;

  /** Weights are finite and not negative. */
  constructor(weights: ArrayLike<number>) {
    const size = Math.max(1, weights.length);
    this.#leaves = 2 ** Math.ceil(Math.log2(size));
    this.#sums = new Float64Array(2 * this.#leaves);
    let largest = 0;
    for (let i = 0; i < weights.length; i++) largest = Math.max(largest, weights[i] ?? 0);
    for (let i = 0; i < weights.length; i++) {
      this.#sums[this.#leaves + i] = largest > 0 ? (weights[i] ?? 0) / largest : 0;
    }
    for (let at = this.#leaves - 1; at >= 1; at--) this.#add(at);
  }

  /** @returns -1 when nothing with a weight is left. */
  draw(random: number): number {
    if (!(this.#sum(1) > 0)) return -1;
    let rest = random * this.#sum(1);
    let at = 1;
    while (at < this.#leaves) {
      const left = this.#sum(2 * at);
      // Rounding must not lead to where no weight is.
      const goesLeft = rest < left || !(this.#sum(2 * at + 1) > 0);
      if (!goesLeft) rest -= left;
      at = 2 * at + (goesLeft && left > 0 ? 0 : 1);
    }
    return at - this.#leaves;
  }

  remove(position: number): void {
    let at = this.#leaves + position;
    this.#sums[at] = 0;
    for (at >>= 1; at >= 1; at >>= 1) this.#add(at);
  }

  #add(at: number): void {
    this.#sums[at] = this.#sum(2 * at) + this.#sum(2 * at + 1);
  }

  #sum(at: number): number {
    return this.#sums[at] ?? 0;
  }
}
