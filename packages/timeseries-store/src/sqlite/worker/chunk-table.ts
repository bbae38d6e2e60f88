import type { Buffer } from "node:buffer";
import { lowerBound } from "./sorted.js";
import { ChunkCodec, ChunkReader, type Columns } from "./chunk-codec.js";
import { blob, integer } from "../columns.js";
import type { Connection, Statement } from "./connection.js";
import type { ChunkLookup } from "./merge-points.js";
import type { ChunkSummary } from "./series-state.js";

/** Where a chunk lies, without its points. */
export interface ChunkPlace {
  readonly firstUs: number;
  readonly lastUs: number;
  readonly count: number;
}

export interface StoredChunk extends ChunkPlace {
  readonly data: Buffer;
}

/** Chunks of a series never overlap; `first` to `last` of each is a range of its own. */
export class ChunkTable {
  readonly #codec = new ChunkCodec();
  readonly #reader = new ChunkReader();
  readonly #insert: Statement;
  readonly #remove: Statement;
  readonly #covering: Statement;
  readonly #within: Statement;
  readonly #places: Statement;
  readonly #tail: Statement;

  constructor(connection: Connection) {
    this.#insert = connection.prepare(
      "insert into chunk (series, first_us, last_us, points, data) values (?, ?, ?, ?, ?)",
    );
    this.#remove = connection.prepare("delete from chunk where series = ? and first_us = ?");
    this.#covering = connection.prepare(
      "select first_us, last_us, points, data from chunk where series = ? and first_us <= ? order by first_us desc limit 1",
    );
    // The chunk that begins last at or before the range may reach into it.
    this.#within = connection.prepare(
      `select first_us, last_us, points, data from chunk where series = ?1 and first_us <= ?3 and first_us >= ifnull(
         (select first_us from chunk where series = ?1 and first_us <= ?2 order by first_us desc limit 1), ?2)
       order by first_us limit ?4`,
    );
    this.#places = connection.prepare(
      "select first_us, last_us, points from chunk where series = ? and first_us >= ? order by first_us limit ?",
    );
    this.#tail = connection.prepare(
      "select first_us, last_us, points, data from chunk where series = ? order by first_us desc limit 1",
    );
  }

  insert(series: number, points: Columns, from: number, to: number): void {
    const first = BigInt(points.ts[from] ?? 0);
    const last = BigInt(points.ts[to - 1] ?? 0);
    const data = this.#codec.encode(points, from, to);
    this.#insert.run([BigInt(series), first, last, BigInt(to - from), data]);
  }

  remove(series: number, firstUs: number): void {
    this.#remove.run([BigInt(series), BigInt(firstUs)]);
  }

  /** The chunk that begins last at or before an instant; it may end before it. */
  covering(series: number, timeUs: number): StoredChunk | undefined {
    return chunkOf(this.#covering.get([BigInt(series), BigInt(timeUs)]));
  }

  /** The first `limit` chunks that may have points in the range; the first of them may end before it. */
  within(series: number, fromUs: number, toUs: number, limit: number): StoredChunk[] {
    const rows = this.#within.all([BigInt(series), BigInt(fromUs), BigInt(toUs), BigInt(limit)]);
    return rows.flatMap((row) => chunkOf(row) ?? []);
  }

  places(series: number, fromUs: number, limit: number): ChunkPlace[] {
    return this.#places.all([BigInt(series), BigInt(fromUs), BigInt(limit)]).map((row) => ({
      firstUs: integer(row[0]),
      lastUs: integer(row[1]),
      count: integer(row[2]),
    }));
  }

  decode(chunk: StoredChunk): Columns {
    const points: Columns = { ts: [], values: [] };
    this.decodeInto(chunk, points);
    return points;
  }

  decodeInto(chunk: StoredChunk, points: Columns): void {
    this.#reader.decode(chunk.data, chunk.count, chunk.firstUs, points);
  }

  /** What the row of the series has to say; `first` and `points` are known to who changes the chunks. */
  tailSummary(series: number, firstUs: number, points: number): ChunkSummary | undefined {
    const tail = chunkOf(this.#tail.get([BigInt(series)]));
    if (tail === undefined) return undefined;
    const lastValue = this.decode(tail).values.at(-1) ?? 0;
    const { lastUs, firstUs: tailFirstUs, count: tailPoints } = tail;
    return { points, firstUs, lastUs, lastValue, tailFirstUs, tailPoints };
  }

  lookup(series: number, chunks: ChunkSummary): ChunkLookup {
    return new SeriesLookup(this, series, chunks);
  }
}

class SeriesLookup implements ChunkLookup {
  readonly #table: ChunkTable;
  readonly #series: number;
  readonly #chunks: ChunkSummary;
  #points: Columns = { ts: [], values: [] };
  /** The range for which the points at hand are all there are. */
  #knownFromUs = Number.POSITIVE_INFINITY;
  #knownToUs = Number.NEGATIVE_INFINITY;

  constructor(table: ChunkTable, series: number, chunks: ChunkSummary) {
    this.#table = table;
    this.#series = series;
    this.#chunks = chunks;
  }

  find(timeUs: number): number | undefined {
    if (timeUs < this.#chunks.firstUs || timeUs > this.#chunks.lastUs) return undefined;
    if (timeUs < this.#knownFromUs || timeUs > this.#knownToUs) this.#load(timeUs);
    const index = lowerBound(this.#points.ts, timeUs);
    return this.#points.ts[index] === timeUs ? this.#points.values[index] : undefined;
  }

  #load(timeUs: number): void {
    const chunk = this.#table.covering(this.#series, timeUs);
    this.#points = chunk === undefined ? { ts: [], values: [] } : this.#table.decode(chunk);
    this.#knownFromUs = chunk?.firstUs ?? timeUs;
    this.#knownToUs = Math.max(chunk?.lastUs ?? timeUs, timeUs);
  }
}

function chunkOf(row: readonly unknown[] | undefined): StoredChunk | undefined {
  if (row === undefined) return undefined;
  const [first, last, points, data] = row;
  return {
    firstUs: integer(first),
    lastUs: integer(last),
    count: integer(points),
    data: blob(data),
  };
}
