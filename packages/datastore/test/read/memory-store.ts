import type {
  BackReference,
  InfoKey,
  InfoObject,
  InfoPageRequest,
  PointsRequest,
  SeriesFilter,
  SeriesKey,
  SeriesPoints,
  SeriesSummary,
  StoredInfo,
} from "@signalbox/timeseries-store";
import type { ReadableStore } from "../../src/index.js";

const PIECE_POINTS = 3;

/** The reading half of a store over plain values. Pieces are tiny, so that seams are everywhere. */
export class MemoryStore implements ReadableStore {
  readonly objects = new Map<string, InfoObject>();
  readonly points = new Map<string, { series: SeriesKey; byTime: Map<number, number> }>();
  /** How many calls were made, by name. */
  readonly calls = new Map<string, number>();
  /** Set: every call fails with it. */
  failure: Error | undefined;

  readonly info = {
    get: (key: InfoKey) => this.#call("get", () => this.#info(key)),
    getMany: (keys: readonly InfoKey[]) =>
      this.#call("getMany", () => keys.map((key) => this.#info(key))),
    list: (page: InfoPageRequest) => this.#call("list", () => this.#list(page)),
    referrers: (target: { type: string; id?: string; urn?: string }) =>
      this.#call("referrers", () => this.#referrers(target)),
  };

  readonly series = {
    read: (request: PointsRequest) => this.#read(request),
    downsample: (request: Parameters<ReadableStore["series"]["downsample"]>[0]) =>
      this.#downsample(request),
    latest: (series: readonly SeriesKey[]) =>
      this.#call("latest", () => series.map((key) => this.#latest(key))),
    list: (page: SeriesFilter & { limit?: number; cursor?: string }) =>
      this.#call("catalogue", () => this.#catalogue(page)),
  };

  putInfo(object: Omit<InfoObject, "source">): void {
    this.objects.set(`${object.type}\n${object.id}`, { source: "", ...object });
  }

  putPoints(
    series: Omit<SeriesKey, "source">,
    points: readonly (readonly [number, number])[],
  ): void {
    const key = { source: "", ...series };
    const entry = this.points.get(nameOf(key)) ?? { series: key, byTime: new Map() };
    this.points.set(nameOf(key), entry);
    for (const [ts, value] of points) entry.byTime.set(ts, value);
  }

  // As a worker would: never in the same turn.
  async #call<Result>(name: string, work: () => Result): Promise<Result> {
    this.calls.set(name, (this.calls.get(name) ?? 0) + 1);
    await new Promise((resolve) => setImmediate(resolve));
    if (this.failure) throw this.failure;
    return work();
  }

  #info({ type, id }: InfoKey): StoredInfo | undefined {
    return this.objects.get(`${type}\n${id}`);
  }

  #list({ type, urn, idPrefix, changedSinceUs, limit = 1000, cursor }: InfoPageRequest) {
    const all = [...this.objects.values()]
      .filter((one) => type === undefined || one.type === type)
      .filter((one) => urn === undefined || one.urn === urn)
      .filter((one) => one.id.startsWith(idPrefix ?? ""))
      .filter((one) => one.tsUs >= (changedSinceUs ?? -Infinity))
      .filter((one) => cursor === undefined || one.id > cursor)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    const objects = all.slice(0, limit);
    const last = objects.at(-1);
    return all.length > limit && last ? { objects, cursor: last.id } : { objects };
  }

  #referrers(target: { type: string; id?: string; urn?: string }): BackReference[] {
    return [...this.objects.values()].flatMap(({ source, type, id, references }) =>
      references
        .filter((one) => one.type === target.type)
        .filter(
          (one) =>
            (one.id !== undefined && one.id === target.id) ||
            (one.urn !== undefined && one.urn === target.urn),
        )
        .map(({ field }) => ({ source, type, id, field })),
    );
  }

  async *#read(request: PointsRequest): AsyncGenerator<SeriesPoints, void, undefined> {
    for (const series of request.series) {
      const points = await this.#call("read", () => this.#within(series, request));
      for (let at = 0; at < points.length; at += PIECE_POINTS) {
        const some = points.slice(at, at + PIECE_POINTS);
        yield { series, ts: some.map(([ts]) => ts), values: some.map(([, value]) => value) };
      }
    }
  }

  async *#downsample(
    request: Parameters<ReadableStore["series"]["downsample"]>[0],
  ): AsyncGenerator<SeriesPoints, void, undefined> {
    for (const series of request.series) {
      const points = await this.#call("downsample", () => this.#within(series, request));
      const steps = new Map<number, number[]>();
      for (const [ts, value] of points) {
        const start = Math.floor(ts / request.stepUs) * request.stepUs;
        steps.set(start, [...(steps.get(start) ?? []), value]);
      }
      if (steps.size === 0) continue;
      const values = [...steps.values()].map((step) => aggregated(step, request.aggregation));
      yield { series, ts: [...steps.keys()], values };
    }
  }

  #within(series: SeriesKey, { fromUs, toUs }: PointsRequest): [number, number][] {
    return [...(this.points.get(nameOf(series))?.byTime ?? [])]
      .filter(([ts]) => ts >= fromUs && ts <= toUs)
      .sort(([a], [b]) => a - b);
  }

  #latest(series: SeriesKey): { ts: number; value: number } | undefined {
    const all = this.#within(series, { series: [], fromUs: -Infinity, toUs: Infinity });
    const [ts, value] = all.at(-1) ?? [];
    return ts === undefined || value === undefined ? undefined : { ts, value };
  }

  #catalogue({
    objectType,
    events,
    limit = 1000,
    cursor,
  }: SeriesFilter & { limit?: number; cursor?: string }) {
    const all = [...this.points.values()]
      .filter(({ series }) => objectType === undefined || series.objectType === objectType)
      .filter(({ series }) => events?.includes(series.event) ?? true)
      .map(({ series }) => this.#summary(series))
      .filter(({ series }) => cursor === undefined || nameOf(series) > cursor)
      .sort((a, b) => (nameOf(a.series) < nameOf(b.series) ? -1 : 1));
    const series = all.slice(0, limit);
    const last = series.at(-1);
    return all.length > limit && last ? { series, cursor: nameOf(last.series) } : { series };
  }

  #summary(series: SeriesKey): SeriesSummary {
    const times = [...(this.points.get(nameOf(series))?.byTime.keys() ?? [])].sort((a, b) => a - b);
    const last = this.#latest(series);
    return {
      series,
      firstUs: times[0] ?? 0,
      lastUs: last?.ts ?? 0,
      lastValue: last?.value ?? 0,
    };
  }
}

const nameOf = ({ objectType, event, objectId }: SeriesKey): string =>
  `${objectType}\n${event}\n${objectId}`;

function aggregated(values: readonly number[], how: string): number {
  const sum = values.reduce((one, other) => one + other, 0);
  if (how === "count") return values.length;
  if (how === "sum") return sum;
  if (how === "avg") return sum / values.length;
  if (how === "min") return Math.min(...values);
  return how === "max" ? Math.max(...values) : (values.at(-1) ?? 0);
}
