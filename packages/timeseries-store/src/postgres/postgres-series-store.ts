import type { Kysely } from "kysely";
import { checkKeyCount, checkSeriesKey } from "../arguments.js";
import type {
  DownsampleRequest,
  PointsRequest,
  SeriesKey,
  SeriesPoints,
  SeriesStore,
  WriteReport,
} from "../series-store.js";
import { downsamplePoints } from "./downsample-points.js";
import { PointWriter, type PointWriterOptions } from "./point-writer.js";
import { readPoints } from "./read-points.js";
import { removePoints, type Removal } from "./remove-points.js";
import { listSeries, type CataloguePage } from "./series-catalogue.js";
import { seriesText } from "./series-ids.js";
import type { Tables } from "./tables.js";
import type { WriteQueue } from "./write-queue.js";

export interface PostgresSeriesStoreOptions extends PointWriterOptions {
  readonly db: Kysely<Tables>;
  readonly writes: WriteQueue;
  /** Without the quotes it has in `schema`. */
  readonly schemaName: string;
  readonly pagePoints: number;
}

type Latest = { readonly ts: number; readonly value: number } | undefined;

/** Series in the tables `series` and `points`. */
export class PostgresSeriesStore implements SeriesStore {
  readonly #options: PostgresSeriesStoreOptions;
  readonly #writer: PointWriter;

  constructor(options: PostgresSeriesStoreOptions) {
    this.#options = options;
    this.#writer = new PointWriter(options);
  }

  put(batch: readonly SeriesPoints[]): Promise<WriteReport> {
    let points = 0;
    for (const { ts } of batch) points += ts.length;
    return this.#options.writes.run(points, () => this.#writer.write(batch));
  }

  read(request: PointsRequest): AsyncIterable<SeriesPoints> {
    return readPoints(this.#options, request);
  }

  downsample(request: DownsampleRequest): AsyncIterable<SeriesPoints> {
    return downsamplePoints(this.#options, request);
  }

  async latest(series: readonly SeriesKey[]): Promise<readonly Latest[]> {
    checkKeyCount(series.length);
    series.forEach(checkSeriesKey);
    if (series.length === 0) return [];
    const { pool, ids, schema } = this.#options;
    const named = series.map((key) => ({ key, text: seriesText(key) }));
    return pool.use(async (connection) => {
      const entries = await ids.find(connection, named);
      const rows = await connection.rows<[ord: number, ts: number, v: number]>({
        name: "latest_points",
        text: latestSql(schema),
        values: [entries.map((entry) => entry?.id ?? null)],
      });
      const latest = series.map((): Latest => undefined);
      for (const [ord, ts, value] of rows) latest[ord - 1] = { ts, value };
      return latest;
    });
  }

  async list(page: Parameters<SeriesStore["list"]>[0]): Promise<CataloguePage> {
    return listSeries(this.#options.db, page);
  }

  async removeBefore(removal: Removal): Promise<number> {
    return removePoints(this.#options.pool, this.#options.schemaName, removal);
  }
}

function latestSql(schema: string): string {
  return `select k.ord, p.ts, p.v
    from unnest($1::integer[]) with ordinality k(id, ord)
    cross join lateral (
      select ts, v from ${schema}.points where series_id = k.id order by ts desc limit 1) p`;
}
