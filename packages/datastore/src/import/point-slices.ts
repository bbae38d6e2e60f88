import type { SeriesPoints } from "@signalbox/timeseries-store";

/** The same points in lists of at most `maxPoints`; a long series is cut. */
export function* pointSlices(
  all: readonly SeriesPoints[],
  maxPoints: number,
): Generator<readonly SeriesPoints[], void, undefined> {
  let slice: SeriesPoints[] = [];
  let room = maxPoints;
  for (const { series, ts, values } of all) {
    for (let from = 0; from < ts.length;) {
      const to = Math.min(from + room, ts.length);
      slice.push({ series, ts: ts.slice(from, to), values: values.slice(from, to) });
      room -= to - from;
      from = to;
      if (room > 0) continue;
      yield slice;
      slice = [];
      room = maxPoints;
    }
  }
  if (slice.length > 0) yield slice;
}
