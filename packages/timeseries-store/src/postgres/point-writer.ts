import { runInTurns, type Clock } from "@signalbox/clock";
import type { SeriesPoints, WriteReport } from "../series-store.js";
import { copyPieces, pointArrays } from "./binary-points.js";
import type { Connection } from "./connection.js";
import type { ConnectionPool } from "./connection-pool.js";
import { preparePoints, type PointBatch, type PointRun } from "./point-batch.js";
import { countPoints, cutSlices, type PointSlice } from "./point-slice.js";
import { isUniqueViolation, isWorthRepeating } from "./postgres-errors.js";
import type { SeriesEntry, SeriesIds } from "./series-ids.js";

export interface PointWriterOptions {
  readonly clock: Clock;
  readonly pool: ConnectionPool<Connection>;
  readonly ids: SeriesIds;
  /** As it stands in SQL. */
  readonly schema: string;
}

/** Measured on one core: from here on COPY (200 k points/s at 1000, 400 k at 10,000) is ahead of `put_points` (150 k, 200 k). */
const MIN_COPY = 200;
/** As `MIN_COPY` when others of the batch go through `put_points` anyway: a transaction is two round trips more. */
const MIN_COPY_BESIDE_MERGE = 2000;
const POINTS_A_MERGE = 10_000;
const MAX_ATTEMPTS = 5;

interface Target {
  readonly entry: SeriesEntry;
  readonly run: PointRun;
}

interface Merged {
  readonly inserted: number;
  readonly replaced: number;
}

/**
 * Writes batches, each in one transaction. Points later than all we know of their series are most likely new: they are
 * copied straight into the table, which is more than twice as fast as looking for each whether it is there. When the
 * guess was wrong the primary key says so, nothing is written, and the whole batch is merged point by point.
 */
export class PointWriter {
  readonly #options: PointWriterOptions;
  readonly #copySql: string;
  readonly #mergeSql: string;

  constructor(options: PointWriterOptions) {
    this.#options = options;
    this.#copySql = `copy ${options.schema}.points (series_id, ts, v) from stdin (format binary)`;
    this.#mergeSql = `select inserted, replaced from ${options.schema}.put_points($1, $2, $3)`;
  }

  /** All points or none. @throws AppError; unless it is `invalid_argument` the points may be there or not: repeat */
  async write(batch: readonly SeriesPoints[]): Promise<WriteReport> {
    const prepared = await runInTurns(this.#options.clock, preparePoints(batch));
    if (prepared.points === 0) return { inserted: 0, duplicates: 0, replaced: 0 };
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#options.pool.use((connection) => this.#attempt(connection, prepared));
      } catch (error) {
        if (attempt === MAX_ATTEMPTS || !isWorthRepeating(error)) throw error;
      }
    }
  }

  async #attempt(connection: Connection, batch: PointBatch): Promise<WriteReport> {
    const targets = await this.#targets(connection, batch.first);
    const last = (await this.#targets(connection, batch.last)).map(wholeSlice);
    const { inserted, replaced } = await this.#writeFirst(connection, targets, last);
    for (const { entry, run } of targets) noteLast(entry, run);
    const duplicates = countPoints(targets.map(wholeSlice)) - inserted - replaced;
    return {
      inserted,
      duplicates: duplicates + batch.duplicates,
      replaced: replaced + batch.replaced,
    };
  }

  /** By id: two writers that take rows in the same order do not wait for each other in a circle. */
  async #targets(connection: Connection, runs: readonly PointRun[]): Promise<Target[]> {
    const entries = await this.#options.ids.findOrCreate(connection, runs);
    return entries
      .flatMap((entry, index) => {
        const run = runs[index];
        return run === undefined ? [] : [{ entry, run }];
      })
      .sort((one, other) => one.entry.id - other.entry.id);
  }

  async #writeFirst(
    connection: Connection,
    targets: readonly Target[],
    last: readonly PointSlice[],
  ): Promise<Merged> {
    const { fresh, known } = splitByAge(targets);
    const all = targets.map(wholeSlice);
    if (!paysToCopy(fresh, known)) return this.#merge(connection, [], all, last);
    try {
      return await this.#merge(connection, fresh, known, last);
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      return this.#merge(connection, [], all, last);
    }
  }

  async #merge(
    connection: Connection,
    fresh: readonly PointSlice[],
    known: readonly PointSlice[],
    last: readonly PointSlice[],
  ): Promise<Merged> {
    const groups = [...cutSlices(known, POINTS_A_MERGE)];
    const [only] = groups;
    // A single statement is a transaction of its own.
    if (fresh.length === 0 && last.length === 0 && groups.length === 1 && only !== undefined) {
      return this.#mergeGroup(connection, only);
    }
    if (known.length === 0 && last.length === 0) {
      return { inserted: await this.#copy(connection, fresh), replaced: 0 };
    }
    return connection.transaction(async () => {
      let inserted = fresh.length === 0 ? 0 : await this.#copy(connection, fresh);
      let replaced = 0;
      for (const group of groups) {
        const merged = await this.#mergeGroup(connection, group);
        inserted += merged.inserted;
        replaced += merged.replaced;
      }
      for (const group of cutSlices(last, POINTS_A_MERGE))
        await this.#mergeGroup(connection, group);
      return { inserted, replaced };
    });
  }

  async #copy(connection: Connection, slices: readonly PointSlice[]): Promise<number> {
    await connection.copy(this.#copySql, copyPieces(slices));
    return countPoints(slices);
  }

  async #mergeGroup(connection: Connection, group: readonly PointSlice[]): Promise<Merged> {
    const { rows } = await connection.run<Merged>({
      name: "put_points",
      text: this.#mergeSql,
      values: pointArrays(group),
    });
    return rows[0] ?? { inserted: 0, replaced: 0 };
  }
}

function wholeSlice({ entry, run }: Target): PointSlice {
  return { seriesId: entry.id, ts: run.ts, values: run.values, from: 0, to: run.ts.length };
}

function splitByAge(targets: readonly Target[]): { fresh: PointSlice[]; known: PointSlice[] } {
  const fresh: PointSlice[] = [];
  const known: PointSlice[] = [];
  for (const target of targets) {
    const slice = wholeSlice(target);
    const split = firstAfter(slice.ts, target.entry.lastUs);
    if (split > 0) known.push({ ...slice, to: split });
    if (split < slice.to) fresh.push({ ...slice, from: split });
  }
  return { fresh, known };
}

/** @returns the place of the first time after `lastUs`; behind the end when nothing is known */
function firstAfter(ts: readonly number[], lastUs: number): number {
  const place = Number.isNaN(lastUs) ? -1 : ts.findIndex((time) => time > lastUs);
  return place === -1 ? ts.length : place;
}

function paysToCopy(fresh: readonly PointSlice[], known: readonly PointSlice[]): boolean {
  return countPoints(fresh) >= (known.length === 0 ? MIN_COPY : MIN_COPY_BESIDE_MERGE);
}

function noteLast(entry: SeriesEntry, run: PointRun): void {
  const last = run.ts.at(-1) ?? Number.NEGATIVE_INFINITY;
  // NaN is not above anything.
  if (!(entry.lastUs > last)) entry.lastUs = last;
}
