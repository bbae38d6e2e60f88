/** Records already decoded, by their place in a database file; the oldest gives way at the limit. */
export class DecodedRecords {
  readonly #maxRecords: number;
  readonly #records = new Map<string | number, unknown>();

  constructor(maxRecords: number) {
    this.#maxRecords = maxRecords;
  }

  get(key: string | number): unknown {
    return this.#records.get(key);
  }

  set(key: string | number, record: unknown): void {
    this.#records.set(key, record);
    if (this.#records.size <= this.#maxRecords) return;
    const oldest = this.#records.keys().next();
    if (!oldest.done) this.#records.delete(oldest.value);
  }
}
