import type { SeriesState } from "./series-state.js";
import type { StoreParts } from "./store-parts.js";

/** Series forgotten in one transaction. */
export const PURGE_SERIES = 1000;

/** Forgets series that have no points. @returns how many; less than `PURGE_SERIES`: there are no more */
export function purge({ catalogue, series, relaxed }: StoreParts): number {
  const empty: SeriesState[] = [];
  for (const state of catalogue.states()) {
    if (state.points === 0 && state.ts.length === 0) empty.push(state);
    if (empty.length === PURGE_SERIES) break;
  }
  relaxed(() => empty.forEach((state) => series.remove(state.id)));
  for (const state of empty) catalogue.remove(state);
  return empty.length;
}
