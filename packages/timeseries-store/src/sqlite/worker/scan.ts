import type { ChunkTable } from "./chunk-table.js";
import type { Columns } from "./chunk-codec.js";
import { mergeColumns } from "./merge-points.js";
import type { SeriesState } from "./series-state.js";
import { lowerBound, upperBound } from "./sorted.js";

/** Chunks fetched at once: few, because most reads want few. */
const FIRST_CHUNKS = 8;
const MORE_CHUNKS = 64;
/** Points of the log given at once. */
const LOG_SLICE = 2048;

/** Points of one series in a range, ascending, in small pieces; `from` up to `to` of the columns. */
export interface ScannedPoints extends Columns {
  readonly from: number;
  readonly to: number;
}

/** The state must not change before the scan is over or given up. */
export function* scan(
  chunks: ChunkTable,
  state: SeriesState,
  fromUs: number,
  toUs: number,
): Generator<ScannedPoints, void, undefined> {
  if (fromUs > toUs) return;
  let here = lowerBound(state.ts, fromUs);
  const hereEnd = upperBound(state.ts, toUs);
  if (fromUs <= state.chunks.lastUs && toUs >= state.chunks.firstUs)
    for (const stored of storedColumns(chunks, state, fromUs, toUs)) {
      const end = stored.ts.at(-1) ?? 0;
      const until = Math.min(upperBound(state.ts, end, here), hereEnd);
      const merged = until > here ? mergeColumns(stored, state, here, until) : stored;
      here = until;
      const from = lowerBound(merged.ts, fromUs);
      const to = upperBound(merged.ts, toUs);
      if (to > from) yield { ts: merged.ts, values: merged.values, from, to };
    }
  for (; here < hereEnd; here += LOG_SLICE)
    yield {
      ts: state.ts,
      values: state.values,
      from: here,
      to: Math.min(here + LOG_SLICE, hereEnd),
    };
}

function* storedColumns(
  chunks: ChunkTable,
  state: SeriesState,
  fromUs: number,
  toUs: number,
): Generator<Columns, void, undefined> {
  let nextUs = fromUs;
  let limit = FIRST_CHUNKS;
  for (;;) {
    const found = chunks.within(state.id, nextUs, toUs, limit);
    for (const chunk of found) if (chunk.lastUs >= nextUs) yield chunks.decode(chunk);
    const last = found.at(-1);
    if (found.length < limit || last === undefined || last.lastUs >= toUs) return;
    nextUs = last.lastUs + 1;
    limit = MORE_CHUNKS;
  }
}
