/** One thing about a reply: a problem is against the schema or leads nowhere, a note is not. */
export interface Remark {
  readonly level: "problem" | "note";
  /** The object or the reply it is about. */
  readonly about: string;
  /** Place in it; "" for the whole. */
  readonly path: string;
  readonly text: string;
}

const MAX_REMARKS = 10_000;

/** Gathers remarks: the first 10,000, and how many there were. */
export class Remarks {
  readonly list: Remark[] = [];
  #problems = 0;
  #notes = 0;

  get problems(): number {
    return this.#problems;
  }

  get notes(): number {
    return this.#notes;
  }

  problem(about: string, path: string, text: string): void {
    this.#problems += 1;
    this.#add({ level: "problem", about, path, text });
  }

  note(about: string, path: string, text: string): void {
    this.#notes += 1;
    this.#add({ level: "note", about, path, text });
  }

  #add(remark: Remark): void {
    if (this.list.length < MAX_REMARKS) this.list.push(remark);
  }
}
