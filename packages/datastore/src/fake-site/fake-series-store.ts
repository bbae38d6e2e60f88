import { AppError } from "@signalbox/errors";
import type {
  DownsampleRequest,
  PointsRequest,
  SeriesFilter,
  SeriesKey,
  SeriesPoints,
  SeriesSummary,
} from "@signalbox/timeseries-store";
import type { ReadableStore } from "../read/read-options.js";
import { foldSteps } from "./fold-steps.js";
import { seriesOf } from "./fake-series.js";
import type { FakeSite } from "./fake-site.js";
import { newestPoint, visiblePoints } from "./visible-points.js";

const PIECE_POINTS = 5_000;
const DEFAULT_LIMIT = 1000;

/** The series of a site, computed when they are asked for. */
export class FakeSeriesStore {
  readonly #site: FakeSite;
  readonly #nowUs: () => number;
  #catalogue: Catalogue | undefined;

  constructor(site: FakeSite, nowUs: () => number) {
    this.#site = site;
    this.#nowUs = nowUs;
  }

  /** As a store is asked. */
  asStore(): ReadableStore["series"] {
    return {
      read: (request) => this.#read(request),
      downsample: (request) => this.#downsample(request),
      latest: (series) => Promise.resolve(series.map((key) => this.#latest(key))),
      list: (page) => Promise.resolve(this.#list(page)),
    };
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the interface of a store reads from disks
  async *#read(request: PointsRequest): AsyncGenerator<SeriesPoints, void, undefined> {
    let left = request.maxPoints ?? Infinity;
    for (const series of request.series) {
      for (const piece of this.#pieces(series, request)) {
        left -= piece.ts.length;
        if (left < 0) throw tooMany(request);
        yield piece;
      }
    }
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- as above
  async *#downsample(request: DownsampleRequest): AsyncGenerator<SeriesPoints, void, undefined> {
    let left = request.maxPoints ?? Infinity;
    for (const series of request.series) {
      const folded = foldSteps(series, this.#pieces(series, request), request);
      left -= folded.ts.length;
      if (left < 0) throw tooMany(request);
      if (folded.ts.length > 0) yield folded;
    }
  }

  *#pieces(
    series: SeriesKey,
    { fromUs, toUs }: PointsRequest,
  ): Generator<SeriesPoints, void, undefined> {
    if (!this.#known().names.has(nameOf(series))) return;
    let ts: number[] = [];
    let values: number[] = [];
    for (const point of visiblePoints(this.#site, series, { fromUs, toUs, nowUs: this.#nowUs() })) {
      ts.push(point.ts);
      values.push(point.value);
      if (ts.length < PIECE_POINTS) continue;
      yield { series, ts, values };
      [ts, values] = [[], []];
    }
    if (ts.length > 0) yield { series, ts, values };
  }

  #latest(series: SeriesKey): { ts: number; value: number } | undefined {
    if (!this.#known().names.has(nameOf(series))) return undefined;
    const point = newestPoint(this.#site, series, this.#nowUs());
    return point && { ts: point.ts, value: point.value };
  }

  #list({ limit = DEFAULT_LIMIT, cursor = "0", ...filter }: ListPage) {
    const start = Number(cursor);
    if (!Number.isSafeInteger(start)) throw new AppError("invalid_argument", "cursor is not ours");
    const { keys } = this.#known();
    const series: SeriesSummary[] = [];
    for (let at = start; at < keys.length; at += 1) {
      const key = keys[at];
      const summary = key && fits(key, filter) ? this.#summary(key) : undefined;
      if (summary === undefined) continue;
      if (series.length === limit) return { series, cursor: String(at) };
      series.push(summary);
    }
    return { series };
  }

  #summary(series: SeriesKey): SeriesSummary | undefined {
    const nowUs = this.#nowUs();
    const newest = newestPoint(this.#site, series, nowUs);
    if (newest === undefined) return undefined;
    const range = { fromUs: 0, toUs: newest.ts, nowUs };
    const { value: first } = visiblePoints(this.#site, series, range).next();
    const firstUs = first ? first.ts : newest.ts;
    return { series, firstUs, lastUs: newest.ts, lastValue: newest.value };
  }

  #known(): Catalogue {
    this.#catalogue ??= catalogueOf(this.#site);
    return this.#catalogue;
  }
}

type ListPage = SeriesFilter & { readonly limit?: number; readonly cursor?: string };

interface Catalogue {
  /** By type, event and id. */
  readonly keys: readonly SeriesKey[];
  readonly names: ReadonlySet<string>;
}

const nameOf = ({ objectType, event, objectId }: SeriesKey): string =>
  `${objectType}\n${event}\n${objectId}`;

function catalogueOf(site: FakeSite): Catalogue {
  const byName = new Map<string, SeriesKey>();
  for (const series of seriesOf(site)) {
    const key = { source: "", ...series };
    byName.set(nameOf(key), key);
  }
  const sorted = [...byName].sort(([one], [other]) => (one < other ? -1 : 1));
  return { keys: sorted.map(([, key]) => key), names: new Set(byName.keys()) };
}

function fits(
  key: SeriesKey,
  { source = "", objectType, events, objectIds }: SeriesFilter,
): boolean {
  return (
    source === "" &&
    (objectType === undefined || key.objectType === objectType) &&
    (events === undefined || events.includes(key.event)) &&
    (objectIds === undefined || objectIds.includes(key.objectId))
  );
}

function tooMany({ maxPoints }: PointsRequest): AppError {
  return new AppError(
    "item_too_large",
    `more than ${maxPoints ?? 0} points, limit is ${maxPoints ?? 0}`,
  );
}
