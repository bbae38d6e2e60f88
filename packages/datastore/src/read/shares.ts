export type Leave = () => void;

/** A bounded amount that callers share. One of them never has more than three quarters, so that the others are served, too. */
export class Shares {
  readonly #max: number;
  readonly #maxOfOne: number;
  readonly #taken = new Map<string, number>();
  #total = 0;

  /** @param max of below 4 one caller may have all */
  constructor(max: number) {
    this.#max = max;
    this.#maxOfOne = max - Math.floor(max / 4);
  }

  get max(): number {
    return this.#max;
  }

  /** What all have together. */
  get total(): number {
    return this.#total;
  }

  /** @returns what gives it back, once; undefined when there is no room. Whoever is alone has room for any amount. */
  take(who: string, amount = 1): Leave | undefined {
    const own = this.#taken.get(who) ?? 0;
    const fits = this.#total + amount <= this.#max && own + amount <= this.#maxOfOne;
    if (!fits && (this.#total > 0 || this.#max === 0)) return undefined;
    this.#add(who, amount);
    let isTaken = true;
    return () => {
      if (isTaken) this.#add(who, -amount);
      isTaken = false;
    };
  }

  #add(who: string, amount: number): void {
    this.#total += amount;
    const own = (this.#taken.get(who) ?? 0) + amount;
    if (own > 0) this.#taken.set(who, own);
    else this.#taken.delete(who);
  }
}
