import { tooManyPoints } from "../arguments.js";
import type { SeriesPoints } from "../series-store.js";
import type { SelectedSeries } from "./series-selection.js";

/** One row of an answer: place of the series among those asked for, from 1; time; value. */
export type PointRow = [ord: number, ts: number, v: number];

/** Rows in order of series and time -> a piece for each series. */
export function* pieces(
  rows: readonly PointRow[],
  series: readonly SelectedSeries[],
): Generator<SeriesPoints> {
  let from = 0;
  while (from < rows.length) {
    const ord = rows[from]?.[0] ?? 0;
    let to = from + 1;
    while (rows[to]?.[0] === ord) to += 1;
    const key = series[ord - 1]?.key;
    if (key === undefined) throw new RangeError(`no series ${ord} of ${series.length}`);
    const part = rows.slice(from, to);
    yield { series: key, ts: part.map((row) => row[1]), values: part.map((row) => row[2]) };
    from = to;
  }
}

/** Hands on at most `maxPoints` points. @throws AppError `item_too_large` when there are more */
export class PointBudget {
  readonly #maxPoints: number;
  #left: number;

  constructor(maxPoints = Number.POSITIVE_INFINITY) {
    this.#maxPoints = maxPoints;
    this.#left = maxPoints;
  }

  spend(points: number): void {
    this.#left -= points;
    if (this.#left < 0) throw tooManyPoints(this.#maxPoints);
  }
}
