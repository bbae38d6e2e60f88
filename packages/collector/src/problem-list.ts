import { oneLine } from "@signalbox/errors";

/** What a store may fill with its mistakes: the first lines are kept, the others counted. */
export class ProblemList {
  readonly #lines: string[] = [];
  #count = 0;

  /** @param maxLines Default 20. */
  constructor(readonly maxLines = 20) {}

  /** @param more How many further problems stand behind this line. */
  add(line: string, more = 0): void {
    this.#count += 1 + more;
    if (this.#lines.length < this.maxLines) this.#lines.push(oneLine(line));
  }

  get count(): number {
    return this.#count;
  }

  /** The first ones, and how many were left out. */
  get lines(): readonly string[] {
    const left = this.#count - this.#lines.length;
    return left === 0 ? this.#lines : [...this.#lines, `and ${left} more`];
  }
}
