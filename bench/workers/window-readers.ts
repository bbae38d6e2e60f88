import { statSync } from "node:fs";
import { systemClock } from "@signalbox/clock";
import { openSqliteStore, type SeriesPoints, type TimeRange } from "@signalbox/timeseries-store";
import pg from "pg";
import { keyOf, pointsOf, tsOf, valueOf, type Run } from "./store-points.js";

/** A store or a table that `store-insert` filled. */
export interface WindowSource {
  readonly name: string;
  readonly engine: "embedded" | "copy";
  /** File of the embedded store, or URL of PostgreSQL. */
  readonly where: string;
  readonly table: string;
  readonly points: number;
}

export interface Reader {
  /** On disk before anything more is written. */
  readonly bytesPerPoint: number;
  put(batch: readonly Run[]): Promise<void>;
  /** Points of these series. @returns how many */
  read(series: readonly number[], range: TimeRange): Promise<number>;
  /** Averages. @returns how many */
  downsample(series: number, range: TimeRange, stepUs: number): Promise<number>;
  close(): Promise<void>;
}

export async function embeddedReader({ where: file, points }: WindowSource): Promise<Reader> {
  const bytesPerPoint = fileBytes(file) / points;
  const store = await openSqliteStore({ file, durability: "normal", clock: systemClock });
  const keys = (series: readonly number[]) => series.map(keyOf);
  return {
    bytesPerPoint,
    put: async (batch) => {
      await store.series.put(batch.map(pointsOf));
    },
    read: (series, range) => countOf(store.series.read({ series: keys(series), ...range })),
    downsample: (series, range, stepUs) => {
      const request = { series: keys([series]), ...range, stepUs, aggregation: "avg" } as const;
      return countOf(store.series.downsample(request));
    },
    close: () => store.close(),
  };
}

/** With the write-ahead log. */
function fileBytes(file: string): number {
  const sizeOf = (name: string): number => statSync(name, { throwIfNoEntry: false })?.size ?? 0;
  return sizeOf(file) + sizeOf(`${file}-wal`);
}

async function countOf(pieces: AsyncIterable<SeriesPoints>): Promise<number> {
  let count = 0;
  for await (const { ts } of pieces) count += ts.length;
  return count;
}

/** The driver alone: prepared statements, rows as arrays, times as numbers. */
export async function copyReader({ where, table, points }: WindowSource): Promise<Reader> {
  const client = new pg.Client({ connectionString: where });
  await client.connect();
  client.setTypeParser(pg.types.builtins.INT8, Number);
  await client.query(`vacuum analyze ${table}`);
  const { rows } = await client.query<{ bytes: number }>(
    `select pg_total_relation_size('${table}') as bytes`,
  );
  const rowsOf = async (name: string, text: string, values: unknown[]): Promise<number> => {
    const query = { name: `${name}_${table}`, text, values, rowMode: "array" as const };
    return (await client.query<unknown[]>(query)).rows.length;
  };
  const window = `select s, ts, v from ${table} where s = any($1) and ts >= $2 and ts <= $3 order by s, ts`;
  const steps = `select ts / $4 * $4 as step, avg(v) from ${table}
    where s = $1 and ts >= $2 and ts <= $3 group by step order by step`;
  return {
    bytesPerPoint: (rows[0]?.bytes ?? Number.NaN) / points,
    put: (batch) => insertRows(client, table, batch),
    read: (series, { fromUs, toUs }) => rowsOf("window", window, [series, fromUs, toUs]),
    downsample: (series, { fromUs, toUs }, stepUs) =>
      rowsOf("steps", steps, [series, fromUs, toUs, stepUs]),
    close: () => client.end(),
  };
}

async function insertRows(client: pg.Client, table: string, batch: readonly Run[]): Promise<void> {
  const text = `insert into ${table} select * from unnest($1::int[], $2::bigint[], $3::double precision[])`;
  const series = batch.map((run) => run.series);
  const times = batch.map((run) => tsOf(run.series, run.from));
  const values = batch.map((run) => valueOf(run.series, run.from));
  await client.query(text, [series, times, values]);
}
