import { checkDownsampleRequest } from "../arguments.js";
import type { Aggregation, DownsampleRequest, SeriesPoints } from "../series-store.js";
import { pieces, PointBudget, type PointRow } from "./point-pieces.js";
import { SERIES_A_PAGE, type ReaderOptions } from "./read-points.js";
import { selectSeries, type SelectedSeries } from "./series-selection.js";

const aggregates: Readonly<Record<Exclude<Aggregation, "last">, string>> = {
  min: "min(v)",
  max: "max(v)",
  avg: "avg(v)",
  sum: "sum(v)",
  count: "count(*)::double precision",
};
/** Start of the step of a point; `mod` takes the sign of the time, which may be before 1970. */
const STEP_START = "ts - mod(mod(ts, $4::bigint) + $4::bigint, $4::bigint)";

interface Window {
  readonly fromUs: number;
  readonly toUs: number;
}

/**
 * Steps page by page: several series in a statement when the range has few steps, else series by series in windows of
 * `pagePoints` steps, each beginning at the next point, so that neither a long nor an empty range is gone through at once.
 */
export async function* downsamplePoints(
  options: ReaderOptions,
  request: DownsampleRequest,
): AsyncGenerator<SeriesPoints, void, undefined> {
  checkDownsampleRequest(request);
  if (request.fromUs > request.toUs) return;
  const series = await selectSeries(options.pool, options.ids, request.series);
  const budget = new PointBudget(request.maxPoints);
  const steps = (request.toUs - request.fromUs) / request.stepUs + 2;
  const together = Math.min(SERIES_A_PAGE, Math.floor(options.pagePoints / steps));
  const answers =
    together >= 1
      ? inGroups(options, request, series, together)
      : inWindows(options, request, series);
  for await (const [rows, asked] of answers) {
    budget.spend(rows.length);
    yield* pieces(rows, asked);
  }
}

type Answer = readonly [rows: readonly PointRow[], asked: readonly SelectedSeries[]];

async function* inGroups(
  options: ReaderOptions,
  request: DownsampleRequest,
  series: readonly SelectedSeries[],
  together: number,
): AsyncGenerator<Answer> {
  for (let from = 0; from < series.length; from += together) {
    const asked = series.slice(from, from + together);
    yield [await askSteps(options, request, asked, request), asked];
  }
}

async function* inWindows(
  options: ReaderOptions,
  request: DownsampleRequest,
  series: readonly SelectedSeries[],
): AsyncGenerator<Answer> {
  for (const one of series) {
    let fromUs = request.fromUs;
    while (fromUs <= request.toUs) {
      const firstUs = await nextPoint(options, one, { fromUs, toUs: request.toUs });
      if (firstUs === undefined) break;
      const endUs = stepStart(firstUs, request.stepUs) + options.pagePoints * request.stepUs;
      const window = { fromUs: firstUs, toUs: Math.min(endUs - 1, request.toUs) };
      yield [await askSteps(options, request, [one], window), [one]];
      fromUs = window.toUs + 1;
    }
  }
}

function askSteps(
  options: ReaderOptions,
  request: DownsampleRequest,
  asked: readonly SelectedSeries[],
  window: Window,
): Promise<readonly PointRow[]> {
  const ids = asked.map(({ id }) => id);
  const statement = {
    name: `steps_${request.aggregation}`,
    text: stepsSql(options.schema, request.aggregation),
    values: [ids, window.fromUs, window.toUs, request.stepUs],
  };
  return options.pool.use((connection) => connection.rows<PointRow>(statement));
}

function stepsSql(schema: string, aggregation: Aggregation): string {
  const from = `from ${schema}.points where series_id = k.id and ts >= $2::bigint and ts <= $3::bigint`;
  const steps =
    aggregation === "last"
      ? `select distinct on (1) ${STEP_START} as step, v ${from} order by 1, ts desc`
      : `select ${STEP_START} as step, ${aggregates[aggregation]} as v ${from} group by 1`;
  return `select k.ord, s.step, s.v
    from unnest($1::integer[]) with ordinality k(id, ord) cross join lateral (${steps}) s
    order by k.ord, s.step`;
}

async function nextPoint(
  { pool, schema }: ReaderOptions,
  { id }: SelectedSeries,
  { fromUs, toUs }: Window,
): Promise<number | undefined> {
  const statement = {
    name: "next_point",
    text: `select ts from ${schema}.points
      where series_id = $1 and ts >= $2::bigint and ts <= $3::bigint order by ts limit 1`,
    values: [id, fromUs, toUs],
  };
  const rows = await pool.use((connection) => connection.rows<[number]>(statement));
  return rows[0]?.[0];
}

function stepStart(ts: number, stepUs: number): number {
  return ts - (((ts % stepUs) + stepUs) % stepUs);
}
