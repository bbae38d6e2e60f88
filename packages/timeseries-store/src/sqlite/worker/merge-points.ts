import type { Columns } from "./chunk-codec.js";
import type { SeriesState } from "./series-state.js";

/** Finds the value a series has at an instant in its chunks. Asked in ascending order. */
export interface ChunkLookup {
  find(timeUs: number): number | undefined;
}

export interface WriteCounts {
  inserted: number;
  duplicates: number;
  replaced: number;
}

export interface PointSlice {
  readonly ts: Float64Array;
  readonly values: Float64Array;
  readonly from: number;
  readonly to: number;
}

/** Adds points to a series. Nearly always they are newer than all there are; the others are merged. */
export function addPoints(
  state: SeriesState,
  { ts, values, from, to }: PointSlice,
  lookup: (state: SeriesState) => ChunkLookup,
  counts: WriteCounts,
): void {
  let last = state.lastUs;
  let index = from;
  for (; index < to; index++) {
    const time = ts[index] ?? 0;
    if (time <= last) break;
    state.ts.push(time);
    state.values.push(values[index] ?? 0);
    last = time;
  }
  counts.inserted += index - from;
  if (index === to) return;
  mergePoints(state, sortedUnique({ ts, values, from: index, to }, counts), lookup(state), counts);
}

/** In order of time, of each instant the last; the earlier ones are counted. */
function sortedUnique({ ts, values, from, to }: PointSlice, counts: WriteCounts): Columns {
  const order: number[] = [];
  for (let index = from; index < to; index++) order.push(index);
  if (!isAscending(ts, from, to)) order.sort((a, b) => (ts[a] ?? 0) - (ts[b] ?? 0) || a - b);
  const sorted: Columns = { ts: [], values: [] };
  for (const [place, index] of order.entries()) {
    const time = ts[index] ?? 0;
    const next = order[place + 1];
    if (next !== undefined && ts[next] === time) {
      if (values[next] === values[index]) counts.duplicates++;
      else counts.replaced++;
      continue;
    }
    sorted.ts.push(time);
    sorted.values.push(values[index] ?? 0);
  }
  return sorted;
}

function isAscending(ts: Float64Array, from: number, to: number): boolean {
  for (let index = from + 1; index < to; index++)
    if ((ts[index] ?? 0) <= (ts[index - 1] ?? 0)) return false;
  return true;
}

function mergePoints(
  state: SeriesState,
  points: Columns,
  lookup: ChunkLookup,
  counts: WriteCounts,
): void {
  const fresh: Columns = { ts: [], values: [] };
  let here = 0;
  for (const [index, time] of points.ts.entries()) {
    const value = points.values[index] ?? 0;
    while (here < state.ts.length && (state.ts[here] ?? 0) < time) here++;
    const isHere = state.ts[here] === time;
    const before = isHere ? state.values[here] : lookup.find(time);
    if (before === value) {
      counts.duplicates++;
      continue;
    }
    if (before === undefined) counts.inserted++;
    else counts.replaced++;
    if (isHere) {
      state.values[here] = value;
      continue;
    }
    if (before !== undefined) state.shadows++;
    fresh.ts.push(time);
    fresh.values.push(value);
  }
  if (fresh.ts.length > 0) joinInto(state, fresh);
}

function joinInto(state: SeriesState, fresh: Columns): void {
  const joined = mergeColumns(fresh, state, 0, state.ts.length);
  state.ts = joined.ts;
  state.values = joined.values;
}

/** All of `older` and the points `from` up to `to` of `newer`, which count where both have an instant. */
export function mergeColumns(older: Columns, newer: Columns, from: number, to: number): Columns {
  const ts: number[] = [];
  const values: number[] = [];
  let there = 0;
  for (let here = from; here < to; here++) {
    const time = newer.ts[here] ?? 0;
    while (there < older.ts.length && (older.ts[there] ?? 0) < time) {
      ts.push(older.ts[there] ?? 0);
      values.push(older.values[there] ?? 0);
      there++;
    }
    if (older.ts[there] === time) there++;
    ts.push(time);
    values.push(newer.values[here] ?? 0);
  }
  for (; there < older.ts.length; there++) {
    ts.push(older.ts[there] ?? 0);
    values.push(older.values[there] ?? 0);
  }
  return { ts, values };
}
