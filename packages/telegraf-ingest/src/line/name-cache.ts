import type { Series } from "../series.js";

/**
 * Remembers what the head of a line (measurement and tags) and the key of a field mean, so that an agent's thousandth
 * batch costs a lookup instead of a parse. Keep one for all bodies a service reads. When a bound is reached everything
 * is forgotten at once: the names in use are back after one batch, and a flood of new names costs no more than no cache.
 */
export class NameCache {
  readonly #maxNames: number;
  readonly #maxChars: number;
  #chars = 0;
  readonly #series = new Map<string, Series>();
  readonly #fieldKeys = new Map<string, string>();

  /**
   * @param options.maxNames Most heads, and most field keys, remembered; default 50,000 of each. Hosts times series is enough.
   * @param options.maxChars Characters of all of them; default 16 Mi. Names that are long are the sender's choice, the memory is ours.
   */
  constructor(options: { readonly maxNames?: number; readonly maxChars?: number } = {}) {
    this.#maxNames = options.maxNames ?? 50_000;
    this.#maxChars = options.maxChars ?? 16 * 1024 * 1024;
  }

  series(head: string): Series | undefined {
    return this.#series.get(head);
  }

  fieldKey(raw: string): string | undefined {
    return this.#fieldKeys.get(raw);
  }

  keepSeries(head: string, series: Series): void {
    this.#makeRoom(head, this.#series);
    this.#series.set(ownCopy(head), series);
  }

  keepFieldKey(raw: string, key: string): void {
    this.#makeRoom(raw, this.#fieldKeys);
    this.#fieldKeys.set(ownCopy(raw), key);
  }

  #makeRoom(name: string, among: ReadonlyMap<string, unknown>): void {
    const isFull = among.size >= this.#maxNames || this.#chars + name.length > this.#maxChars;
    if (isFull) {
      this.#series.clear();
      this.#fieldKeys.clear();
      this.#chars = 0;
    }
    this.#chars += name.length;
  }
}

/** A slice of a string keeps the whole of it alive; what is remembered must not hold on to a chunk of the body. */
function ownCopy(latin1: string): string {
  return Buffer.from(latin1, "latin1").toString("latin1");
}
