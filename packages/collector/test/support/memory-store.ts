import { AppError } from "@signalbox/errors";
import type {
  InfoKey,
  InfoObject,
  InfoPageRequest,
  SeriesKey,
  SeriesPoints,
  StoredInfo,
  TimeseriesStore,
  WriteReport,
} from "@signalbox/timeseries-store";

interface KeptSeries {
  readonly series: SeriesKey;
  readonly byTime: Map<number, number>;
}

/** As much of a store over plain values as the collecting half needs; the rest is refused. */
export class MemoryStore implements TimeseriesStore {
  readonly kept = new Map<string, KeptSeries>();
  readonly objects = new Map<string, StoredInfo & InfoObject>();
  readonly spaces = new Map<string, Map<string, string>>();
  /** Called before each write of points; may throw. */
  beforePut: (batch: readonly SeriesPoints[]) => void = () => undefined;
  duplicates = 0;

  readonly series: TimeseriesStore["series"] = {
    put: (batch) => this.#do(() => this.#put(batch)),
    latest: (keys) => this.#do(() => keys.map((key) => this.#latest(key))),
    removeBefore: ({ beforeUs, limit = 10_000 }) => this.#do(() => this.#remove(beforeUs, limit)),
    read: refuse,
    downsample: refuse,
    list: refuse,
  };

  readonly info: TimeseriesStore["info"] = {
    put: (objects) => this.#do(() => this.#putInfo(objects)),
    get: (key) => this.#do(() => this.objects.get(infoName(key))),
    list: (page) => this.#do(() => this.#list(page)),
    markGone: (keys, atUs) => this.#do(() => this.#markGone(keys, atUs)),
    removeOlderThan: ({ beforeUs, limit = 1000 }) =>
      this.#do(() => this.#removeGone(beforeUs, limit)),
    getMany: refuse,
    findByUrn: refuse,
    count: refuse,
    referencesOf: refuse,
    referrers: refuse,
    remove: refuse,
  };

  readonly values: TimeseriesStore["values"] = {
    get: (space, key) => this.#do(() => this.spaces.get(space)?.get(key)),
    entries: (space) => this.#do(() => [...(this.spaces.get(space) ?? [])].sort()),
    spaces: () => this.#do(() => [...this.spaces.keys()]),
    put: (space, pairs) =>
      this.#do(() => {
        const kept = this.spaces.get(space) ?? new Map<string, string>();
        this.spaces.set(space, kept);
        for (const [key, value] of pairs) {
          if (value === undefined) kept.delete(key);
          else kept.set(key, value);
        }
      }),
  };

  stats: TimeseriesStore["stats"] = refuse;
  check: TimeseriesStore["check"] = refuse;
  compact: TimeseriesStore["compact"] = refuse;
  backup: TimeseriesStore["backup"] = refuse;

  close(): Promise<void> {
    return Promise.resolve();
  }

  pointsOf(key: SeriesKey): readonly (readonly [number, number])[] {
    return [...(this.kept.get(seriesName(key))?.byTime ?? [])].sort(([a], [b]) => a - b);
  }

  async #do<Result>(work: () => Result): Promise<Result> {
    await Promise.resolve();
    return work();
  }

  #put(batch: readonly SeriesPoints[]): WriteReport {
    this.beforePut(batch);
    const report = { inserted: 0, duplicates: 0, replaced: 0 };
    for (const { series, ts, values } of batch) {
      const kept = this.kept.get(seriesName(series)) ?? {
        series,
        byTime: new Map<number, number>(),
      };
      this.kept.set(seriesName(series), kept);
      for (const [index, time] of ts.entries()) {
        const before = kept.byTime.get(time);
        const value = values[index] ?? 0;
        if (before === undefined) report.inserted += 1;
        else if (before === value) report.duplicates += 1;
        else report.replaced += 1;
        kept.byTime.set(time, value);
      }
    }
    this.duplicates += report.duplicates;
    return report;
  }

  #latest(key: SeriesKey): { ts: number; value: number } | undefined {
    const [ts, value] = this.pointsOf(key).at(-1) ?? [];
    return ts === undefined || value === undefined ? undefined : { ts, value };
  }

  #remove(beforeUs: number, limit: number): number {
    let removed = 0;
    for (const { byTime } of this.kept.values()) {
      for (const time of [...byTime.keys()]) {
        if (time >= beforeUs || removed >= limit) continue;
        byTime.delete(time);
        removed += 1;
      }
    }
    return removed;
  }

  #putInfo(objects: readonly InfoObject[]) {
    const report = { inserted: 0, updated: 0, unchanged: 0 };
    const bad = objects.find(({ id, urn }) => id.length > 512 || (urn?.length ?? 0) > 512);
    if (bad) throw new AppError("invalid_argument", "id or urn has more than 512 characters");
    for (const object of objects) {
      const before = this.objects.get(infoName(object));
      if (before === undefined) report.inserted += 1;
      else if (before.document === object.document) report.unchanged += 1;
      else report.updated += 1;
      this.objects.set(infoName(object), object);
    }
    return report;
  }

  #list({ source, type, withGone, limit = 1000, cursor }: InfoPageRequest) {
    const all = [...this.objects.values()]
      .filter((one) => source === undefined || one.source === source)
      .filter((one) => type === undefined || one.type === type)
      .filter((one) => withGone === true || one.goneSinceUs === undefined)
      .sort((a, b) => (infoName(a) < infoName(b) ? -1 : 1))
      .filter((one) => cursor === undefined || infoName(one) > cursor);
    const objects = all.slice(0, limit);
    const last = objects.at(-1);
    return all.length > limit && last ? { objects, cursor: infoName(last) } : { objects };
  }

  #markGone(keys: readonly InfoKey[], goneSinceUs: number): number {
    let marked = 0;
    for (const key of keys) {
      const object = this.objects.get(infoName(key));
      if (object === undefined || object.goneSinceUs !== undefined) continue;
      this.objects.set(infoName(key), { ...object, goneSinceUs });
      marked += 1;
    }
    return marked;
  }

  #removeGone(beforeUs: number, limit: number): number {
    const old = [...this.objects].filter(
      ([, { goneSinceUs = Infinity }]) => goneSinceUs < beforeUs,
    );
    for (const [name] of old.slice(0, limit)) this.objects.delete(name);
    return Math.min(old.length, limit);
  }
}

const seriesName = ({ source, objectType, event, objectId }: SeriesKey): string =>
  [source, objectType, event, objectId].join("\n");
const infoName = ({ source, type, id }: InfoKey): string => [source, type, id].join("\n");

function refuse(): never {
  throw new Error("not needed here");
}
