/** Draws a position with probability weight / sum of weights, in constant time (Vose's alias method). */
export interface AliasTable {
  /** @param random 0 <= random < 1. */
  pick(random: number): number;
}

/** @returns undefined when no weight is above 0. Weights are finite and not negative. */
export function aliasTable(weights: readonly number[]): AliasTable | undefined {
  // Halved largest first: neither the sum of huge weights nor that of tiny ones leaves the range of a double.
  const largest = weights.reduce((a, b) => Math.max(a, b), 0);
  if (!(largest > 0)) return undefined;
  const scaled = weights.map((weight) => weight / largest);
  const mean = scaled.reduce((a, b) => a + b, 0) / weights.length;
  return new Table(
    scaled.map((weight) => weight / mean),
    weights.indexOf(largest),
  );
}

class Table implements AliasTable {
  readonly #share: Float64Array;
  readonly #alias: Int32Array;

  /** `shares` have a mean of 1; each position keeps its own share of its slot and gives the rest to one other. */
  constructor(shares: readonly number[], heaviest: number) {
    this.#share = Float64Array.from(shares);
    this.#alias = new Int32Array(shares.length).fill(heaviest);
    const small: number[] = [];
    const large: number[] = [];
    shares.forEach((share, position) => (share < 1 ? small : large).push(position));
    for (;;) {
      const poor = small.pop();
      const rich = large.at(-1);
      // Rounding leaves slots without a partner: what they lack is next to nothing and goes to the heaviest.
      if (poor === undefined || rich === undefined) break;
      this.#alias[poor] = rich;
      const left = this.#of(rich) - (1 - this.#of(poor));
      this.#share[rich] = left;
      if (left < 1) small.push(large.pop() ?? rich);
    }
  }

  pick(random: number): number {
    const slot = random * this.#share.length;
    // The product may round up to the length itself.
    const position = Math.min(Math.floor(slot), this.#share.length - 1);
    return slot - position < this.#of(position) ? position : (this.#alias[position] ?? 0);
  }

  #of(position: number): number {
    return this.#share[position] ?? 0;
  }
}
