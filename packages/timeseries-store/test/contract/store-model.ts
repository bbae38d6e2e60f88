import type {
  Aggregation,
  SeriesKey,
  SeriesPoints,
  TimeRange,
  WriteReport,
} from "../../src/index.js";
import { aKey } from "./series-fixture.js";

/** The simplest thing that behaves like the series of a store: a map of maps, everything sorted when asked for. */
export class StoreModel {
  readonly #prefix: string;
  readonly #series = new Map<string, Map<number, number>>();

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** Of the series in the store that this one's series `id` is compared with. */
  key(id: string): SeriesKey {
    return aKey(this.#prefix + id);
  }

  put(id: string, ts: readonly number[], values: readonly number[]): WriteReport {
    const series = this.#series.get(id) ?? new Map<number, number>();
    this.#series.set(id, series);
    const report = { inserted: 0, duplicates: 0, replaced: 0 };
    for (const [index, time] of ts.entries()) {
      const value = values[index] ?? 0;
      const before = series.get(time);
      if (before === undefined) report.inserted++;
      else if (before === value) report.duplicates++;
      else report.replaced++;
      series.set(time, value);
    }
    return report;
  }

  read(id: string, range: TimeRange): [number, number][] {
    return [...(this.#series.get(id) ?? [])]
      .filter(([ts]) => ts >= range.fromUs && ts <= range.toUs)
      .sort(([a], [b]) => a - b);
  }

  downsample(id: string, range: TimeRange, stepUs: number, how: Aggregation): [number, number][] {
    const steps = new Map<number, number[]>();
    for (const [ts, value] of this.read(id, range)) {
      const start = ts - (((ts % stepUs) + stepUs) % stepUs);
      steps.set(start, [...(steps.get(start) ?? []), value]);
    }
    return [...steps].map(([start, values]) => [start, aggregate(values, how)]);
  }

  latest(id: string): { ts: number; value: number } | undefined {
    const last = this.read(id, { fromUs: -Infinity, toUs: Infinity }).at(-1);
    return last && { ts: last[0], value: last[1] };
  }

  removeBefore(beforeUs: number): number {
    let removed = 0;
    for (const series of this.#series.values())
      for (const ts of [...series.keys()]) if (ts < beforeUs && series.delete(ts)) removed++;
    return removed;
  }

  get points(): number {
    return [...this.#series.values()].reduce((sum, series) => sum + series.size, 0);
  }
}

function aggregate(values: readonly number[], how: Aggregation): number {
  const sum = values.reduce((total, value) => total + value, 0);
  switch (how) {
    case "min":
      return Math.min(...values);
    case "max":
      return Math.max(...values);
    case "avg":
      return sum / values.length;
    case "last":
      return values.at(-1) ?? 0;
    case "sum":
      return sum;
    case "count":
      return values.length;
  }
}

export function pairsOf(found: readonly SeriesPoints[]): [number, number][] {
  return found.flatMap(({ ts, values }) =>
    ts.map((time, index): [number, number] => [time, values[index] ?? Number.NaN]),
  );
}
