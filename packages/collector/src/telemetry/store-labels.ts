const MAX_LABELS = 2000;
const OTHER = "(other)";

/** Names of stores as values of a label: a bounded number, the rest is one. */
export class StoreLabels {
  readonly #names = new Set<string>();

  of(store: string): string {
    return this.isOwn(store) ? store : OTHER;
  }

  /** Whether the store has a value of its own. */
  isOwn(store: string): boolean {
    if (this.#names.has(store)) return true;
    if (this.#names.size >= MAX_LABELS) return false;
    this.#names.add(store);
    return true;
  }

  forget(store: string): void {
    this.#names.delete(store);
  }
}
