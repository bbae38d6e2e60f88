import { sql } from "kysely";
import { checkInstant, removalLimit } from "../arguments.js";
import type { SeriesFilter } from "../series-store.js";
import type { Connection } from "./connection.js";
import type { ConnectionPool } from "./connection-pool.js";
import { matches } from "./series-catalogue.js";
import { overConnection } from "./tables.js";

const USUAL_LIMIT = 10_000;

export interface Removal {
  readonly beforeUs: number;
  readonly filter?: SeriesFilter;
  readonly limit?: number;
}

/** The oldest points of one series after the other, up to the limit, by their primary key. */
export async function removePoints(
  pool: ConnectionPool<Connection>,
  schema: string,
  { beforeUs, filter = {}, limit }: Removal,
): Promise<number> {
  checkInstant("beforeUs", beforeUs);
  const most = removalLimit(limit, USUAL_LIMIT);
  return pool.use(async (connection) => {
    const { numDeletedRows } = await overConnection(connection, schema)
      .with("doomed", (db) =>
        db
          .selectFrom("series")
          .innerJoinLateral(
            (from) =>
              from
                .selectFrom("points")
                .select(["points.series_id", "points.ts"])
                .whereRef("points.series_id", "=", "series.id")
                .where("points.ts", "<", beforeUs)
                .orderBy("points.ts")
                .limit(most)
                .as("old"),
            (join) => join.onTrue(),
          )
          .select(["old.series_id", "old.ts"])
          .where((where) => matches(where, filter))
          .limit(most),
      )
      .deleteFrom("points")
      .using("doomed")
      .where(sql<boolean>`points.series_id = doomed.series_id and points.ts = doomed.ts`)
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  });
}
