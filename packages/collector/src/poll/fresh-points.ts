import type { SeriesPoints, WriteReport } from "@signalbox/timeseries-store";

/**
 * The points of a stored batch that listeners have not seen: those after the newest that was known, when these are all that was new;
 * the whole batch when something older was new too; none when nothing was.
 *
 * @param newestUs of each series before the batch
 */
export function freshPoints(
  batch: readonly SeriesPoints[],
  report: WriteReport,
  newestUs: readonly number[],
): readonly SeriesPoints[] {
  const changed = report.inserted + report.replaced;
  if (changed === 0 || report.duplicates === 0) return changed === 0 ? [] : batch;
  const fresh = batch.map((points, index) => after(points, newestUs[index] ?? -Infinity));
  const count = fresh.reduce((sum, { ts }) => sum + ts.length, 0);
  if (count !== changed) return batch;
  return fresh.filter(({ ts }) => ts.length > 0);
}

/** Of ascending points. */
function after(points: SeriesPoints, timeUs: number): SeriesPoints {
  const { series, ts, values } = points;
  const first = ts.findIndex((time) => time > timeUs);
  if (first === 0) return points;
  if (first < 0) return { series, ts: [], values: [] };
  return { series, ts: ts.slice(first), values: values.slice(first) };
}
