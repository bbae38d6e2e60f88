import type { DataProblem } from "./data-reply.js";

/** Keeps the first problems and counts all: a reply of only bad points must not become a list of a million texts. */
export class ReplyProblems {
  readonly #first: DataProblem[] = [];
  #count = 0;

  constructor(readonly max: number) {}

  /** Whether the next one would be described: the caller need not build a path otherwise. */
  get hasRoom(): boolean {
    return this.#first.length < this.max;
  }

  add(path: string, problem: string): void {
    if (this.hasRoom) this.#first.push({ path, problem });
    this.#count += 1;
  }

  addUnseen(): void {
    this.#count += 1;
  }

  report(): { readonly problems: readonly DataProblem[]; readonly problemCount: number } {
    return { problems: this.#first, problemCount: this.#count };
  }
}
