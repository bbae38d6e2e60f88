import { addPoints, type WriteCounts } from "./merge-points.js";
import type { ChunkTable } from "./chunk-table.js";
import type { SeriesState } from "./series-state.js";
import type { WriteRecord } from "../write-record.js";

/** All series of the store, with the points that are not yet in chunks. Nothing here touches the file but looking into chunks. */
export class SeriesCatalogue {
  readonly #chunks: ChunkTable;
  readonly #states = new Map<number, SeriesState>();
  readonly #dirty = new Set<SeriesState>();
  #waiting = 0;
  #points = 0;
  #withPoints = 0;

  constructor(chunks: ChunkTable) {
    this.#chunks = chunks;
  }

  get size(): number {
    return this.#states.size;
  }

  /** Points not yet in chunks. */
  get waitingPoints(): number {
    return this.#waiting;
  }

  get points(): number {
    return this.#points;
  }

  get seriesWithPoints(): number {
    return this.#withPoints;
  }

  /** Series with points not yet in chunks. */
  get dirty(): readonly SeriesState[] {
    return [...this.#dirty];
  }

  states(): IterableIterator<SeriesState> {
    return this.#states.values();
  }

  get(id: number): SeriesState | undefined {
    return this.#states.get(id);
  }

  add(state: SeriesState): void {
    this.#states.set(state.id, state);
    this.#points += state.points;
    if (state.points > 0) this.#withPoints++;
  }

  remove(state: SeriesState): void {
    this.#states.delete(state.id);
    this.#dirty.delete(state);
  }

  /** Changes a state and keeps the sums right. */
  change<Result>(state: SeriesState, work: () => Result): Result {
    const [points, waiting] = [state.points, state.ts.length];
    const result = work();
    this.#points += state.points - points;
    this.#waiting += state.ts.length - waiting;
    this.#withPoints += Number(state.points > 0) - Number(points > 0);
    if (state.ts.length > 0) this.#dirty.add(state);
    else this.#dirty.delete(state);
    return result;
  }

  /** The points of a write; those of series that are gone are left out. */
  applyPut(record: WriteRecord): WriteCounts {
    const counts: WriteCounts = { inserted: 0, duplicates: 0, replaced: 0 };
    const { ts, values, ids, counts: lengths } = record;
    let from = 0;
    for (let place = 0; place < record.seriesCount; place++) {
      const to = from + (lengths[place] ?? 0);
      const state = this.#states.get(ids[place] ?? 0);
      const slice = { ts, values, from, to };
      if (state !== undefined && to > from)
        this.change(state, () => addPoints(state, slice, this.#lookup, counts));
      from = to;
    }
    return counts;
  }

  /** A trim of the log: what it took out of chunks is gone already. */
  applyTrim({ ids, ts }: WriteRecord): void {
    for (const [place, id] of ids.entries()) {
      const state = this.#states.get(id);
      if (state !== undefined) this.cut(state, ts[place] ?? 0);
    }
  }

  /** Removes points before an instant that are not in chunks. */
  cut(state: SeriesState, beforeUs: number): void {
    const shadowed = this.shadowsBefore(state, beforeUs);
    this.change(state, () => state.cut(beforeUs, shadowed));
  }

  /** How many of the points here before an instant replace one of a chunk. */
  shadowsBefore(state: SeriesState, beforeUs: number): number {
    if (state.shadows === 0) return 0;
    const lookup = this.#lookup(state);
    let count = 0;
    for (const time of state.ts) {
      if (time >= beforeUs) break;
      if (lookup.find(time) !== undefined) count++;
    }
    return count;
  }

  readonly #lookup = (state: SeriesState) => this.#chunks.lookup(state.id, state.chunks);
}
