import { oneLine } from "@signalbox/errors";

const MAX_NAME_CHARS = 100;

/** How often unknown measurements were seen, by name; the names are the senders', so their number is bounded. */
export class UnknownNames {
  readonly #maxNames: number;
  readonly #counts = new Map<string, number>();
  #others = 0;

  constructor(maxNames: number) {
    this.#maxNames = maxNames;
  }

  count(name: string): void {
    const shown = oneLine(name.slice(0, MAX_NAME_CHARS));
    const count = this.#counts.get(shown);
    if (count !== undefined) this.#counts.set(shown, count + 1);
    else if (this.#counts.size < this.#maxNames) this.#counts.set(shown, 1);
    else this.#others++;
  }

  /** Samples by name, cut to 100 characters. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  /** Samples whose names came after the bound was reached. */
  get others(): number {
    return this.#others;
  }
}
