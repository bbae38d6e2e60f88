import {
  sql,
  type ExpressionBuilder,
  type ExpressionWrapper,
  type Kysely,
  type SqlBool,
} from "kysely";
import { pageLimit } from "../arguments.js";
import { decodeCursor, encodeCursor } from "../cursor.js";
import type { SeriesFilter, SeriesSummary } from "../series-store.js";
import type { Tables } from "./tables.js";

const KEY_PARTS = 4;

export interface CataloguePage {
  readonly series: readonly SeriesSummary[];
  readonly cursor?: string;
}

/** Both ends of each series are found in the primary key; series without points fall out of the joins. */
export async function listSeries(
  db: Kysely<Tables>,
  page: SeriesFilter & { readonly limit?: number; readonly cursor?: string },
): Promise<CataloguePage> {
  const limit = pageLimit(page.limit);
  const after = page.cursor === undefined ? undefined : decodeCursor(page.cursor, KEY_PARTS);
  const rows = await db
    .selectFrom("series")
    .innerJoinLateral(
      (from) =>
        from
          .selectFrom("points")
          .select("points.ts as first_ts")
          .whereRef("points.series_id", "=", "series.id")
          .orderBy("points.ts")
          .limit(1)
          .as("oldest"),
      (join) => join.onTrue(),
    )
    .innerJoinLateral(
      (from) =>
        from
          .selectFrom("points")
          .select(["points.ts as last_ts", "points.v as last_v"])
          .whereRef("points.series_id", "=", "series.id")
          .orderBy("points.ts", "desc")
          .limit(1)
          .as("newest"),
      (join) => join.onTrue(),
    )
    .select(["source", "object_type", "event", "object_id", "first_ts", "last_ts", "last_v"])
    .where((where) => matches(where, page))
    .$if(after !== undefined, (query) => query.where(isBehind(after ?? [])))
    .orderBy("source")
    .orderBy("object_type")
    .orderBy("event")
    .orderBy("object_id")
    .limit(limit + 1)
    .execute();
  const series = rows.slice(0, limit).map((row) => ({
    series: {
      source: row.source,
      objectType: row.object_type,
      event: row.event,
      objectId: row.object_id,
    },
    firstUs: row.first_ts,
    lastUs: row.last_ts,
    lastValue: row.last_v,
  }));
  const last = series.at(-1)?.series;
  if (rows.length <= limit || last === undefined) return { series };
  const parts = [last.source, last.objectType, last.event, last.objectId];
  return { series, cursor: encodeCursor(parts) };
}

/** What `filter` asks of a row of `series`. */
export function matches(
  where: ExpressionBuilder<Tables, "series">,
  filter: SeriesFilter,
): ExpressionWrapper<Tables, "series", SqlBool> {
  const { source, objectType, events, objectIds } = filter;
  const conditions = [where.lit(true) as ExpressionWrapper<Tables, "series", SqlBool>];
  if (source !== undefined) conditions.push(where("series.source", "=", source));
  if (objectType !== undefined) conditions.push(where("series.object_type", "=", objectType));
  if (events !== undefined) conditions.push(where("series.event", "=", anyOf(events)));
  if (objectIds !== undefined) conditions.push(where("series.object_id", "=", anyOf(objectIds)));
  return where.and(conditions);
}

/** One parameter, however many texts there are. */
function anyOf(texts: readonly string[]) {
  return sql<string>`any(${[...texts]}::text[])`;
}

function isBehind(after: readonly string[]) {
  return sql<SqlBool>`(source, object_type, event, object_id) > (${sql.join(after)})`;
}
