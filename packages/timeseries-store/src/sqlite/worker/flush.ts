import type { Steps } from "@signalbox/clock";
import type { ChunkPlace, ChunkTable } from "./chunk-table.js";
import type { Columns } from "./chunk-codec.js";
import { mergeColumns } from "./merge-points.js";
import type { ChunkSummary, SeriesState } from "./series-state.js";
import { lowerBound } from "./sorted.js";
import type { StoreParts } from "./store-parts.js";

/** Points of a chunk: as many as one is cut to, and as many as it may grow to before it is cut. */
const CHUNK_POINTS = 120;
export const MAX_CHUNK_POINTS = 200;
/** A last chunk smaller than this is taken up again by the points that follow it. */
export const SMALL_CHUNK_POINTS = 60;

/** What a slice did to a series, for the state once the slice is committed. */
interface Flushed {
  readonly state: SeriesState;
  readonly taken: number;
  readonly shadows: number;
  readonly chunks: ChunkSummary;
}

/**
 * Moves all points that are here now from the log into chunks. After a crash in between the log is applied again to the chunks there
 * are, which changes nothing: each of its points is there already, or is newer.
 */
export function* flush(parts: StoreParts): Steps<void> {
  const upTo = parts.log.lastId;
  const dirty = parts.catalogue.dirty;
  let next = 0;
  while (next < dirty.length) {
    next = flushSlice(parts, dirty, next);
    yield;
  }
  while (parts.log.hasUpTo(upTo)) {
    parts.log.removed(parts.relaxed(() => parts.log.removeSome(upTo)));
    yield;
  }
}

/** @returns the place of the first series that is not flushed whole */
function flushSlice(parts: StoreParts, dirty: readonly SeriesState[], from: number): number {
  const done: Flushed[] = [];
  let place = from;
  parts.relaxed(() => {
    let room = parts.slicePoints;
    while (place < dirty.length && room > 0) {
      const state = dirty[place];
      const flushed = state && flushSeries(parts, state, room);
      if (flushed !== undefined) done.push(flushed);
      room -= Math.max(flushed?.taken ?? 0, 1);
      // What is left of a series waits for the next slice: its state is that of before this one.
      if (flushed !== undefined && flushed.taken < flushed.state.ts.length) break;
      place++;
    }
  });
  for (const { state, taken, shadows, chunks } of done)
    parts.catalogue.change(state, () => {
      state.chunks = chunks;
      state.dropFirst(taken, shadows);
    });
  return place;
}

/** Writes the oldest points of a series, at most about `room`. */
function flushSeries(parts: StoreParts, state: SeriesState, room: number): Flushed | undefined {
  if (state.ts.length === 0) return undefined;
  const late = lowerBound(state.ts, state.chunks.lastUs + 1);
  return late > 0
    ? flushLate(parts, state, Math.min(late, room))
    : flushNew(parts, state, wholeChunks(state.ts.length, room));
}

function wholeChunks(points: number, room: number): number {
  const most = Math.max(CHUNK_POINTS, room - (room % CHUNK_POINTS));
  return points - most < CHUNK_POINTS ? points : most;
}

/** Points that follow all chunks. */
function flushNew(parts: StoreParts, state: SeriesState, count: number): Flushed {
  const { chunks, series } = parts;
  const before = state.chunks;
  let points: Columns = { ts: state.ts.slice(0, count), values: state.values.slice(0, count) };
  if (before.tailPoints > 0 && before.tailPoints < SMALL_CHUNK_POINTS) {
    const tail = chunks.covering(state.id, before.lastUs);
    if (tail !== undefined) {
      points = mergeColumns(chunks.decode(tail), points, 0, points.ts.length);
      chunks.remove(state.id, tail.firstUs);
    }
  }
  const [tailFirstUs, tailPoints] = insertCut(chunks, state.id, points);
  const after: ChunkSummary = {
    points: before.points + count,
    firstUs: Math.min(before.firstUs, points.ts[0] ?? 0),
    lastUs: points.ts.at(-1) ?? 0,
    lastValue: points.values.at(-1) ?? 0,
    tailFirstUs,
    tailPoints,
  };
  series.update(state.id, after);
  return { state, taken: count, shadows: 0, chunks: after };
}

/** Points that lie before or within the chunks there are: each goes into the chunk that begins last at or before it. */
function flushLate(parts: StoreParts, state: SeriesState, count: number): Flushed {
  const { chunks, series } = parts;
  let added = 0;
  let at = 0;
  while (at < count) {
    const time = state.ts[at] ?? 0;
    const [chunk, nextFirstUs] = surroundings(chunks, state, time);
    const to = Math.min(lowerBound(state.ts, nextFirstUs, at), count);
    const old = chunk === undefined ? { ts: [], values: [] } : chunks.decode(chunk);
    const merged = mergeColumns(old, state, at, to);
    if (chunk !== undefined) chunks.remove(state.id, chunk.firstUs);
    insertCut(chunks, state.id, merged);
    added += merged.ts.length - old.ts.length;
    at = to;
  }
  const before = state.chunks;
  const firstUs = Math.min(before.firstUs, state.ts[0] ?? 0);
  const after = chunks.tailSummary(state.id, firstUs, before.points + added) ?? before;
  series.update(state.id, after);
  return { state, taken: count, shadows: count - added, chunks: after };
}

/** The chunk a late point belongs to, none before the first one; and where the one after it begins. */
function surroundings(chunks: ChunkTable, state: SeriesState, timeUs: number) {
  const chunk = chunks.covering(state.id, timeUs);
  const next: ChunkPlace | undefined = chunks.places(state.id, (chunk?.lastUs ?? timeUs) + 1, 1)[0];
  return [chunk, next?.firstUs ?? state.chunks.lastUs + 1] as const;
}

/** Writes points as chunks of about equal size. @returns begin and size of the last */
function insertCut(chunks: ChunkTable, series: number, points: Columns): readonly [number, number] {
  const count = points.ts.length;
  const pieces = count <= MAX_CHUNK_POINTS ? 1 : Math.ceil(count / CHUNK_POINTS);
  let from = 0;
  for (let piece = 1; piece <= pieces; piece++) {
    const to = Math.round((count * piece) / pieces);
    chunks.insert(series, points, from, to);
    if (piece < pieces) from = to;
  }
  return [points.ts[from] ?? 0, count - from];
}
