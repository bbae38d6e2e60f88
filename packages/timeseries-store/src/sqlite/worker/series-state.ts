import { lowerBound } from "./sorted.js";

/** What the row of a series says about its chunks. */
export interface ChunkSummary {
  readonly points: number;
  readonly firstUs: number;
  readonly lastUs: number;
  readonly lastValue: number;
  /** Of the last chunk, which the next points may be joined to. */
  readonly tailFirstUs: number;
  readonly tailPoints: number;
}

export const noChunks: ChunkSummary = {
  points: 0,
  firstUs: Number.POSITIVE_INFINITY,
  lastUs: Number.NEGATIVE_INFINITY,
  lastValue: 0,
  tailFirstUs: 0,
  tailPoints: 0,
};

/**
 * One series: what is in its chunks, in brief, and the points that are so far only in the log, which are all here. Where both have a
 * point of the same instant, the one here is the newer and counts.
 */
export class SeriesState {
  readonly id: number;
  chunks: ChunkSummary;
  ts: number[] = [];
  values: number[] = [];
  /** How many of the points here replace one of a chunk. */
  shadows = 0;

  constructor(id: number, chunks: ChunkSummary = noChunks) {
    this.id = id;
    this.chunks = chunks;
  }

  get points(): number {
    return this.chunks.points + this.ts.length - this.shadows;
  }

  get firstUs(): number {
    return Math.min(this.chunks.firstUs, this.ts[0] ?? Number.POSITIVE_INFINITY);
  }

  get lastUs(): number {
    return Math.max(this.chunks.lastUs, this.ts.at(-1) ?? Number.NEGATIVE_INFINITY);
  }

  get lastValue(): number {
    const last = this.ts.length - 1;
    const isHere = last >= 0 && (this.ts[last] ?? 0) >= this.chunks.lastUs;
    return isHere ? (this.values[last] ?? 0) : this.chunks.lastValue;
  }

  /** Takes away the points here before an instant. @param shadowed how many of them replace one of a chunk */
  cut(beforeUs: number, shadowed: number): number {
    const count = lowerBound(this.ts, beforeUs);
    this.dropFirst(count, shadowed);
    return count;
  }

  dropFirst(count: number, shadowed: number): void {
    if (count === 0) return;
    // A new array gives the room back; an emptied one would keep it.
    this.ts = this.ts.slice(count);
    this.values = this.values.slice(count);
    this.shadows -= shadowed;
  }
}
