import type { Steps } from "@signalbox/clock";
import type { ChunkPlace } from "./chunk-table.js";
import type { Columns } from "./chunk-codec.js";
import { integer } from "../columns.js";
import { flush, MAX_CHUNK_POINTS, SMALL_CHUNK_POINTS } from "./flush.js";
import type { SeriesState } from "./series-state.js";
import type { StoreParts } from "./store-parts.js";

/** Chunks looked at in one step. */
const PLACES = 500;
/** Pages given back in one step. */
const VACUUM_PAGES = 256;

/** Moves the log into chunks, joins small chunks and gives free pages back to the disk. */
export function* compact(parts: StoreParts): Steps<undefined> {
  yield* flush(parts);
  yield* joinSmallChunks(parts);
  while (integer(parts.connection.value("pragma freelist_count")) > 0) {
    parts.connection.exec(`pragma incremental_vacuum(${VACUUM_PAGES})`);
    yield;
  }
  // Shortens the file itself; a backup under way may keep it from doing so, then the next one will.
  parts.connection.value("pragma wal_checkpoint(truncate)");
  return undefined;
}

function* joinSmallChunks(parts: StoreParts): Steps<void> {
  let looked = 0;
  for (const state of [...parts.catalogue.states()]) {
    let fromUs: number | undefined = state.chunks.points === 0 ? undefined : state.chunks.firstUs;
    while (fromUs !== undefined) {
      const places = parts.chunks.places(state.id, fromUs, PLACES);
      const runs = smallRuns(places);
      if (runs.length > 0) joinRuns(parts, state, runs);
      const last = places.at(-1);
      fromUs = places.length < PLACES || last === undefined ? undefined : last.lastUs + 1;
      looked += places.length + 1;
      if (looked < PLACES) continue;
      looked = 0;
      yield;
    }
  }
}

/** Neighbours that fit one chunk, where at least one of them is small. */
export function smallRuns(places: readonly ChunkPlace[]): ChunkPlace[][] {
  const runs: ChunkPlace[][] = [];
  let run: ChunkPlace[] = [];
  let count = 0;
  const end = (): void => {
    if (run.length > 1 && run.some((place) => place.count < SMALL_CHUNK_POINTS)) runs.push(run);
    run = [];
    count = 0;
  };
  for (const place of places) {
    if (count + place.count > MAX_CHUNK_POINTS) end();
    run.push(place);
    count += place.count;
  }
  end();
  return runs;
}

function joinRuns(
  { chunks, series, catalogue, relaxed }: StoreParts,
  state: SeriesState,
  runs: readonly (readonly ChunkPlace[])[],
): void {
  const after = relaxed(() => {
    for (const run of runs) {
      const points: Columns = { ts: [], values: [] };
      for (const { firstUs } of run) {
        const chunk = chunks.covering(state.id, firstUs);
        if (chunk !== undefined) chunks.decodeInto(chunk, points);
        chunks.remove(state.id, firstUs);
      }
      chunks.insert(state.id, points, 0, points.ts.length);
    }
    const { firstUs, points } = state.chunks;
    const summary = chunks.tailSummary(state.id, firstUs, points) ?? state.chunks;
    series.update(state.id, summary);
    return summary;
  });
  catalogue.change(state, () => (state.chunks = after));
}
