import { checkPointsRequest } from "../arguments.js";
import type { PointsRequest, SeriesPoints } from "../series-store.js";
import type { Connection } from "./connection.js";
import type { ConnectionPool } from "./connection-pool.js";
import { pieces, PointBudget, type PointRow } from "./point-pieces.js";
import { selectSeries, type SelectedSeries } from "./series-selection.js";
import type { SeriesIds } from "./series-ids.js";

export interface ReaderOptions {
  readonly pool: ConnectionPool<Connection>;
  readonly ids: SeriesIds;
  /** As it stands in SQL. */
  readonly schema: string;
  /** Most points of one statement, and so of one piece. */
  readonly pagePoints: number;
}

/** Series named in one statement: more are asked for when these have been read. */
export const SERIES_A_PAGE = 200;

/** Where the next page begins. */
interface Place {
  readonly series: number;
  readonly fromUs: number;
}

/** Points page by page. No connection is held between pages, so a slow consumer keeps nobody waiting. */
export async function* readPoints(
  options: ReaderOptions,
  request: PointsRequest,
): AsyncGenerator<SeriesPoints, void, undefined> {
  checkPointsRequest(request);
  if (request.fromUs > request.toUs) return;
  const series = await selectSeries(options.pool, options.ids, request.series);
  const budget = new PointBudget(request.maxPoints);
  const sql = pageSql(options.schema);
  let place: Place = { series: 0, fromUs: request.fromUs };
  while (place.series < series.length) {
    const asked = series.slice(place.series, place.series + SERIES_A_PAGE);
    const values = [asked.map(({ id }) => id), place.fromUs, request.fromUs, request.toUs];
    const rows = await options.pool.use((connection) =>
      connection.rows<PointRow>({
        name: "read_points",
        text: sql,
        values: [...values, options.pagePoints],
      }),
    );
    budget.spend(rows.length);
    yield* pieces(rows, asked);
    place = nextPlace(place, asked, rows, request, options.pagePoints);
  }
}

/** The inner limit ends the scan of each series; the sort is of one series at a time, as the outer one is in order. */
function pageSql(schema: string): string {
  return `select k.ord, p.ts, p.v
    from unnest($1::integer[]) with ordinality k(id, ord)
    cross join lateral (
      select ts, v from ${schema}.points
      where series_id = k.id
        and ts >= case k.ord when 1 then $2::bigint else $3::bigint end and ts <= $4::bigint
      order by ts limit $5::integer) p
    order by k.ord, p.ts limit $5::integer`;
}

function nextPlace(
  place: Place,
  asked: readonly SelectedSeries[],
  rows: readonly PointRow[],
  request: PointsRequest,
  pagePoints: number,
): Place {
  const last = rows.at(-1);
  if (last === undefined || rows.length < pagePoints) {
    return { series: place.series + asked.length, fromUs: request.fromUs };
  }
  const [ord, ts] = last;
  const series = place.series + ord - 1;
  if (ts >= request.toUs) return { series: series + 1, fromUs: request.fromUs };
  return { series, fromUs: ts + 1 };
}
