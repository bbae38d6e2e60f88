import type { Steps } from "@signalbox/clock";
import type { SeriesFilter } from "../../series-store.js";
import { newRecord, recordKind } from "../write-record.js";
import type { ChunkPlace, ChunkTable } from "./chunk-table.js";
import { noChunks, type ChunkSummary, type SeriesState } from "./series-state.js";
import { lowerBound } from "./sorted.js";
import type { StoreParts } from "./store-parts.js";

export interface TrimRequest {
  readonly beforeUs: number;
  readonly filter: SeriesFilter | undefined;
  readonly limit: number;
}

/** How far one series is cut in one slice. */
interface Cut {
  readonly state: SeriesState;
  readonly beforeUs: number;
  /** What is left. */
  readonly chunks: ChunkSummary;
  /** Points cut off that are not in chunks but replace one there. */
  readonly shadowed: number;
  readonly removed: number;
}

/** Chunks of a series looked at in one slice. */
const PLACES = 1000;

/** Removes the oldest points of each series before an instant, at most about `limit`. @returns how many */
export function* removeBefore(parts: StoreParts, request: TrimRequest): Steps<number> {
  let removed = 0;
  for (const states of candidates(parts, request)) {
    let place = 0;
    while (place < states.length) {
      if (removed >= request.limit) return removed;
      const room = Math.min(request.limit - removed, parts.slicePoints);
      const cuts = trimSlice(parts, states.slice(place, place + room), request.beforeUs, room);
      for (const cut of cuts) removed += cut.removed;
      const last = cuts.at(-1);
      const isDone = last === undefined || last.beforeUs >= request.beforeUs;
      place += isDone ? cuts.length : cuts.length - 1;
      yield;
    }
  }
  return removed;
}

/** Series with points before the instant, in slices. */
function* candidates(
  { series, catalogue }: StoreParts,
  { filter, beforeUs }: TrimRequest,
): Generator<readonly SeriesState[], void, undefined> {
  const isOld = (state: SeriesState): boolean => state.firstUs < beforeUs;
  if (filter === undefined) {
    yield [...catalogue.states()].filter(isOld);
    return;
  }
  let after = 0;
  for (;;) {
    const ids = series.ids(filter, after);
    const last = ids.at(-1);
    if (last === undefined) return;
    yield ids.flatMap((id) => catalogue.get(id) ?? []).filter(isOld);
    after = last;
  }
}

/** Cuts series, in one transaction, until there is no more room. @returns one cut for each of the first of them; only the last may be less than wanted */
function trimSlice(
  parts: StoreParts,
  states: readonly SeriesState[],
  beforeUs: number,
  room: number,
): readonly Cut[] {
  const cuts: Cut[] = [];
  const isLogged = !parts.log.isEmpty;
  parts.connection.transaction(() => {
    let left = room;
    for (const state of states) {
      if (left <= 0) break;
      const cut = cutSeries(parts, state, beforeUs, left);
      cuts.push(cut);
      left -= cut.removed;
      if (cut.beforeUs < beforeUs) break;
    }
    // The log still has points that are cut off here: applied again it must cut them off again.
    if (isLogged) parts.log.append(trimRecord(cuts), 0);
  });
  if (isLogged) parts.log.appended(1, trimRecord(cuts).byteLength);
  for (const cut of cuts)
    parts.catalogue.change(cut.state, () => {
      cut.state.cut(cut.beforeUs, cut.shadowed);
      cut.state.chunks = cut.chunks;
    });
  return cuts;
}

function trimRecord(cuts: readonly Cut[]): ArrayBuffer {
  const record = newRecord(recordKind.trim, cuts.length, cuts.length);
  for (const [place, { state, beforeUs }] of cuts.entries()) {
    record.ids[place] = state.id;
    record.counts[place] = 1;
    record.ts[place] = beforeUs;
  }
  return record.buffer;
}

function cutSeries(parts: StoreParts, state: SeriesState, wantedUs: number, room: number): Cut {
  const { chunks, series, catalogue } = parts;
  const places =
    state.chunks.firstUs < wantedUs ? chunks.places(state.id, state.chunks.firstUs, PLACES) : [];
  const beforeUs = reachable(places, state, wantedUs, room);
  const shadowed = catalogue.shadowsBefore(state, beforeUs);
  const [left, inChunks] = cutChunks(chunks, state, places, beforeUs);
  if (inChunks > 0) series.update(state.id, left);
  const here = lowerBound(state.ts, beforeUs);
  return { state, beforeUs, chunks: left, shadowed, removed: inChunks + here - shadowed };
}

/** How far the room goes: to the wanted instant, or to where a chunk begins before it. */
function reachable(
  places: readonly ChunkPlace[],
  state: SeriesState,
  wantedUs: number,
  room: number,
): number {
  const pointUs = state.ts[room] ?? wantedUs;
  let count = 0;
  for (const place of places) {
    if (count >= room) return Math.min(wantedUs, pointUs, place.firstUs);
    count += place.count;
  }
  const isAll = places.length < PLACES;
  const seenUs = isAll ? wantedUs : (places.at(-1)?.lastUs ?? wantedUs) + 1;
  return Math.min(wantedUs, pointUs, seenUs);
}

/** Removes what lies before the instant. @returns what is left, and how many points are gone */
function cutChunks(
  chunks: ChunkTable,
  state: SeriesState,
  places: readonly ChunkPlace[],
  beforeUs: number,
): readonly [ChunkSummary, number] {
  const before = state.chunks;
  let removed = 0;
  let firstUs = before.firstUs;
  let { tailFirstUs, tailPoints } = before;
  for (const place of places) {
    firstUs = place.firstUs;
    if (place.firstUs >= beforeUs) break;
    if (place.lastUs >= beforeUs) {
      const [leftUs, left] = splitChunk(chunks, state.id, place, beforeUs);
      removed += place.count - left;
      if (tailFirstUs === place.firstUs) [tailFirstUs, tailPoints] = [leftUs, left];
      firstUs = leftUs;
      break;
    }
    chunks.remove(state.id, place.firstUs);
    removed += place.count;
  }
  const points = before.points - removed;
  if (points === 0) return [noChunks, removed];
  if (firstUs < beforeUs && removed > 0)
    firstUs = chunks.places(state.id, beforeUs, 1)[0]?.firstUs ?? firstUs;
  return [{ ...before, points, firstUs, tailFirstUs, tailPoints }, removed];
}

/** Leaves of a chunk what is not before the instant. @returns begin and size of the rest */
function splitChunk(
  chunks: ChunkTable,
  series: number,
  place: ChunkPlace,
  beforeUs: number,
): readonly [number, number] {
  const chunk = chunks.covering(series, place.firstUs);
  if (chunk === undefined)
    throw new RangeError(`chunk ${place.firstUs} of series ${series} is gone`);
  const points = chunks.decode(chunk);
  const from = lowerBound(points.ts, beforeUs);
  chunks.remove(series, place.firstUs);
  chunks.insert(series, points, from, points.ts.length);
  return [points.ts[from] ?? 0, points.ts.length - from];
}
