import type { KeyValueStore } from "@signalbox/timeseries-store";

const SPACE = "collector.crawls";

/** When each store was last crawled, so that a restart does not crawl them all at once. Wall clock, milliseconds. */
export class CrawlTimes {
  readonly #times: Map<string, number>;

  private constructor(
    readonly values: Pick<KeyValueStore, "put">,
    entries: readonly (readonly [string, string])[],
  ) {
    this.#times = new Map(entries.map(([source, text]) => [source, Number(text)]));
  }

  /** @throws AppError as the store does */
  static async read(values: Pick<KeyValueStore, "entries" | "put">): Promise<CrawlTimes> {
    return new CrawlTimes(values, await values.entries(SPACE));
  }

  of(source: string): number | undefined {
    const timeMs = this.#times.get(source);
    return Number.isFinite(timeMs) ? timeMs : undefined;
  }

  async set(source: string, timeMs: number): Promise<void> {
    this.#times.set(source, timeMs);
    await this.values.put(SPACE, [[source, String(timeMs)]]);
  }
}
