import type { SeriesSummary } from "@signalbox/timeseries-store";
import {
  json,
  JSON_TYPE,
  NDJSON_TYPE,
  type ApiHandlers,
  type ApiRequest,
  type ApiRoute,
} from "../api-route.js";
import type { ApiContext } from "../collector-options.js";
import { wholeNumber } from "../http/read-parameters.js";
import { readSpanUs } from "./instant.js";
import { formatOf, formatParameter, typeOf } from "./reply-format.js";
import { filterParameters, readFilter } from "./series-filter.js";
import { seriesPages } from "./series-pages.js";
import { seriesFields } from "./series-text.js";

export const seriesRoutes = [
  {
    method: "GET",
    path: "/series",
    access: "open",
    summary:
      "The catalogue: every series that has points, with the times of its first and last point and the last value.",
    parameters: [
      ...filterParameters,
      { name: "limit", type: "integer", meaning: "Series on a page; default and maximum 1000." },
      { name: "cursor", type: "string", meaning: "The `cursor` of the page before." },
    ],
    replies: [
      {
        status: 200,
        meaning:
          "`{series: [{source, type, event, id, units, first, last, value}], cursor?}`; times in microseconds since 1970. With a `cursor` there may be more.",
        media: [JSON_TYPE],
      },
    ],
  },
  {
    method: "GET",
    path: "/latest",
    access: "open",
    summary: "The last point of every series.",
    parameters: [
      ...filterParameters,
      {
        name: "max_age",
        type: "string",
        meaning: "Only points at most so old: microseconds, or a text such as `10m`.",
      },
      formatParameter,
    ],
    replies: [
      {
        status: 200,
        meaning:
          "`{series: [{source, type, event, id, units, ts, v}]}`, or one of them on each line.",
        media: [JSON_TYPE, NDJSON_TYPE],
      },
    ],
  },
] as const satisfies readonly ApiRoute[];

export function seriesHandlers(context: ApiContext): ApiHandlers<typeof seriesRoutes> {
  return {
    "GET /series": (request) => catalogue(request, context),
    "GET /latest": async (request) => {
      const format = formatOf(request);
      const body = await context.turns.begin(request.signal, latestText(request, context, format));
      return { status: 200, contentType: typeOf(format), body };
    },
  };
}

async function catalogue(
  { parameters, signal }: ApiRequest,
  { store, turns, unitsOf, limits }: ApiContext,
) {
  const { maxList } = limits;
  const limit = wholeNumber(parameters, "limit", { min: 1, max: maxList, usual: maxList });
  const cursor = parameters.get("cursor");
  const question = {
    ...readFilter(parameters),
    limit,
    ...(cursor !== undefined && { cursor }),
  };
  const page = await turns.take(signal, () => store.series.list(question));
  const series = page.series.map(({ series: key, firstUs, lastUs, lastValue }) => ({
    source: key.source,
    type: key.objectType,
    event: key.event,
    id: key.objectId,
    units: unitsOf(key.objectType, key.event),
    first: firstUs,
    last: lastUs,
    value: lastValue,
  }));
  return json({ series, ...(page.cursor !== undefined && { cursor: page.cursor }) });
}

/** The catalogue knows the last points, so none is read. */
async function* latestText(
  { parameters, signal }: ApiRequest,
  { store, clock, unitsOf }: ApiContext,
  format: "json" | "ndjson",
): AsyncGenerator<string, void, undefined> {
  const maxAge = parameters.get("max_age");
  const sinceUs =
    maxAge === undefined
      ? Number.NEGATIVE_INFINITY
      : Math.floor(clock.wallMs() * 1000) - readSpanUs("max_age", maxAge);
  const line = ({ series, lastUs, lastValue }: SeriesSummary): string =>
    `{${seriesFields(series, unitsOf)},"ts":${lastUs},"v":${lastValue}}`;
  let before = format === "json" ? '{"series":[\n' : "";
  const between = format === "json" ? ",\n" : "\n";
  for await (const page of seriesPages(store, readFilter(parameters), signal)) {
    const fresh = page.filter(({ lastUs }) => lastUs >= sinceUs);
    if (fresh.length === 0) continue;
    yield before + fresh.map(line).join(between);
    before = between;
  }
  const isEmpty = before !== between;
  if (format === "json") yield isEmpty ? '{"series":[]}\n' : "\n]}\n";
  else yield isEmpty ? "" : "\n";
}
