import type { SeriesKey, SeriesPoints, SeriesSummary } from "@signalbox/timeseries-store";

/** Points and named values in memory: what outlives a process. */
export class KeptPoints {
  readonly points = new Map<string, Map<number, number>>();
  readonly marks = new Map<string, string>();
  /** Set: every call fails with it. */
  failure: Error | undefined;

  readonly values = {
    entries: () => this.#do(() => [...this.marks].sort()),
    put: (
      _space: string,
      pairs: readonly (readonly [key: string, value: string | undefined])[],
    ): Promise<void> =>
      this.#do(() => {
        for (const [key, value] of pairs)
          if (value === undefined) this.marks.delete(key);
          else this.marks.set(key, value);
      }),
  };

  readonly series = {
    list: (): Promise<{ series: readonly SeriesSummary[] }> =>
      this.#do(() => ({ series: [...this.points.keys()].sort().map((id) => this.#summary(id)) })),
    read: (request: {
      readonly series: readonly SeriesKey[];
      readonly fromUs: number;
      readonly toUs: number;
    }) => this.#read(request),
  };

  put(id: string, points: readonly (readonly [number, number])[]): SeriesPoints[] {
    const kept = this.points.get(id) ?? new Map<number, number>();
    this.points.set(id, kept);
    for (const [ts, value] of points) kept.set(ts, value);
    return [{ series: keyOf(id), ts: points.map(([ts]) => ts), values: points.map(([, v]) => v) }];
  }

  #summary(id: string): SeriesSummary {
    const times = [...(this.points.get(id)?.keys() ?? [])];
    const lastUs = Math.max(...times);
    return { series: keyOf(id), firstUs: Math.min(...times), lastUs, lastValue: 0 };
  }

  async *#read({
    series,
    fromUs,
    toUs,
  }: Parameters<KeptPoints["series"]["read"]>[0]): AsyncGenerator<SeriesPoints> {
    for (const { objectId } of series) {
      const all = await this.#do(() => [...(this.points.get(objectId) ?? [])]);
      const within = all.filter(([ts]) => ts >= fromUs && ts <= toUs).sort(([a], [b]) => a - b);
      // Tiny pieces, so that seams are everywhere; another object for the same series.
      for (let at = 0; at < within.length; at += 2) {
        const some = within.slice(at, at + 2);
        const [ts, values] = [some.map(([time]) => time), some.map(([, value]) => value)];
        yield { series: keyOf(objectId), ts, values };
      }
    }
  }

  async #do<Result>(work: () => Result): Promise<Result> {
    await Promise.resolve();
    if (this.failure) throw this.failure;
    return work();
  }
}

export const keyOf = (objectId: string): SeriesKey => ({
  source: "site",
  objectType: "node",
  event: "cpu_util",
  objectId,
});
