import type { Series } from "../series.js";

/**
 * Remembers the series of JSON metrics by their name and tags as they were sent. Keep one for all bodies a service reads.
 * When a bound is reached everything is forgotten at once, as in `NameCache`.
 */
export class SeriesCache {
  readonly #maxSeries: number;
  readonly #maxChars: number;
  #chars = 0;
  readonly #series = new Map<string, Series>();

  /**
   * @param options.maxSeries Most series remembered; default 50,000.
   * @param options.maxChars Characters of all of their names and tags; default 16 Mi.
   */
  constructor(options: { readonly maxSeries?: number; readonly maxChars?: number } = {}) {
    this.#maxSeries = options.maxSeries ?? 50_000;
    this.#maxChars = options.maxChars ?? 16 * 1024 * 1024;
  }

  find(sent: string): Series | undefined {
    return this.#series.get(sent);
  }

  keep(sent: string, series: Series): void {
    if (this.#series.size >= this.#maxSeries || this.#chars + sent.length > this.#maxChars) {
      this.#series.clear();
      this.#chars = 0;
    }
    this.#chars += sent.length;
    this.#series.set(sent, series);
  }
}
