import type {
  Aggregation,
  DownsampleRequest,
  SeriesKey,
  SeriesPoints,
} from "@signalbox/timeseries-store";

/** Points in ascending order, folded into one for each step. */
export function foldSteps(
  series: SeriesKey,
  pieces: Iterable<SeriesPoints>,
  { stepUs, aggregation }: Pick<DownsampleRequest, "stepUs" | "aggregation">,
): SeriesPoints {
  const ts: number[] = [];
  const values: number[] = [];
  const counts: number[] = [];
  const fold = folds[aggregation];
  for (const piece of pieces) {
    for (const [at, time] of piece.ts.entries()) {
      const step = Math.floor(time / stepUs) * stepUs;
      const value = piece.values[at] ?? 0;
      const last = ts.length - 1;
      if (ts[last] === step) {
        counts[last] = (counts[last] ?? 0) + 1;
        values[last] = fold(values[last] ?? 0, value);
      } else {
        ts.push(step);
        counts.push(1);
        values.push(value);
      }
    }
  }
  if (aggregation === "count") return { series, ts, values: counts };
  if (aggregation !== "avg") return { series, ts, values };
  return { series, ts, values: values.map((sum, at) => sum / (counts[at] ?? 1)) };
}

const add = (sum: number, value: number): number => sum + value;

const folds: Readonly<Record<Aggregation, (before: number, value: number) => number>> = {
  min: Math.min,
  max: Math.max,
  last: (_before, value) => value,
  sum: add,
  avg: add,
  count: add,
};
