/** Keys from the root to a place in the tree. */
export type InputPath = readonly string[];

/** What a write or an expiry did: `created` where something was added, `changed` where it only altered or removed. */
export type WriteOutcome = "created" | "changed" | "nothing";

/** Follows the change of one top-level key and keeps the places that changed. */
export class WriteLog {
  readonly #current: string[];
  readonly #maxPaths: number;
  readonly #paths: InputPath[] = [];
  #hasOverflowed = false;
  #created = false;
  #changed = false;

  /** @param maxPaths 0 when nobody wants to know. */
  constructor(key: string, maxPaths: number) {
    this.#current = [key];
    this.#maxPaths = maxPaths;
  }

  get hasChanged(): boolean {
    return this.#changed;
  }

  get outcome(): WriteOutcome {
    if (this.#created) return "created";
    return this.#changed ? "changed" : "nothing";
  }

  /** What changed, at these places or below; `undefined`: too many to tell. */
  get paths(): readonly InputPath[] | undefined {
    return this.#hasOverflowed ? undefined : this.#paths;
  }

  enter(key: string): void {
    this.#current.push(key);
  }

  leave(): void {
    this.#current.pop();
  }

  /** Something changed at the current place or below it. */
  note(wasThere: boolean): void {
    this.#changed = true;
    if (!wasThere) this.#created = true;
    if (this.#paths.length < this.#maxPaths) this.#paths.push([...this.#current]);
    else this.#hasOverflowed = true;
  }

  /** The value at a member of the current place is another now. */
  noteMember(key: string): void {
    this.#changed = true;
    if (this.#paths.length < this.#maxPaths) this.#paths.push([...this.#current, key]);
    else this.#hasOverflowed = true;
  }
}

/** The outcome of a write that touched several top-level keys. */
export function joinOutcomes(outcomes: readonly WriteOutcome[]): WriteOutcome {
  if (outcomes.includes("created")) return "created";
  return outcomes.includes("changed") ? "changed" : "nothing";
}
