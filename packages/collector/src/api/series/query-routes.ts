import { AppError } from "@signalbox/errors";
import { AGGREGATIONS, type DataAggregation } from "@signalbox/monitoring-model";
import {
  JSON_TYPE,
  NDJSON_TYPE,
  type ApiHandlers,
  type ApiParameters,
  type ApiRequest,
  type ApiRoute,
} from "../api-route.js";
import type { ApiContext } from "../collector-options.js";
import { wholeNumber } from "../http/read-parameters.js";
import { readInstantUs, readSpanUs } from "./instant.js";
import { pointsText, type PointsQuestion } from "./query-points.js";
import { formatOf, formatParameter, typeOf, type ReplyFormat } from "./reply-format.js";
import { filterParameters, readFilter } from "./series-filter.js";
import { JsonWriter, LineWriter } from "./series-text.js";

export const queryRoutes = [
  {
    method: "GET",
    path: "/query",
    access: "open",
    summary:
      "Points of series of all stores, by source, type, event and id, points by time. Times are microseconds since 1970, RFC 3339, or relative like `-1h`.",
    parameters: [
      ...filterParameters,
      { name: "from", type: "string", meaning: "First time; default `-1h`." },
      { name: "to", type: "string", meaning: "Time before which points are; default: no end." },
      {
        name: "step",
        type: "string",
        meaning: "One point for each step of this width: microseconds, or a text such as `5m`.",
      },
      {
        name: "agg",
        type: "string",
        values: AGGREGATIONS,
        meaning: "What a step's value is; default `avg`. Needs `step`.",
      },
      {
        name: "limit",
        type: "integer",
        meaning:
          "Most points; a reply that would have more is refused, never cut. Default and maximum for JSON: 1,000,000; NDJSON: no limit.",
      },
      formatParameter,
    ],
    replies: [
      {
        status: 200,
        meaning:
          "`{series: [{source, type, event, id, units, points: [[ts, v], …]}]}`; as NDJSON one such series on each line, a long one as several.",
        media: [JSON_TYPE, NDJSON_TYPE],
      },
      { status: 413, meaning: "There are more points than `limit`.", media: [JSON_TYPE] },
    ],
  },
] as const satisfies readonly ApiRoute[];

export function queryHandlers(context: ApiContext): ApiHandlers<typeof queryRoutes> {
  const { store, turns, unitsOf, limits, clock } = context;
  return {
    "GET /query": async (request) => {
      const format = formatOf(request);
      const question = readQuestion(request, format, {
        nowUs: Math.floor(clock.wallMs() * 1000),
        maxPoints: limits.maxPoints,
      });
      const writer = format === "json" ? new JsonWriter(unitsOf) : new LineWriter(unitsOf);
      const { signal } = request;
      const text = pointsText({ store, question, signal }, writer, limits.bufferedPoints);
      const body = await turns.begin(signal, text);
      return { status: 200, contentType: typeOf(format), body };
    },
  };
}

function readQuestion(
  { parameters }: ApiRequest,
  format: ReplyFormat,
  { nowUs, maxPoints }: { readonly nowUs: number; readonly maxPoints: number },
): PointsQuestion {
  const to = parameters.get("to");
  const isLimited = format === "json" || parameters.get("limit") !== undefined;
  const max = format === "json" ? maxPoints : Number.MAX_SAFE_INTEGER;
  const steps = readSteps(parameters);
  return {
    filter: readFilter(parameters),
    fromUs: readInstantUs("from", parameters.get("from") ?? "-1h", nowUs),
    toUs: to === undefined ? Number.MAX_SAFE_INTEGER : readInstantUs("to", to, nowUs) - 1,
    maxPoints: isLimited
      ? wholeNumber(parameters, "limit", { min: 1, max, usual: max })
      : Number.POSITIVE_INFINITY,
    ...(steps && { steps }),
  };
}

const isAggregation = (text: string): text is DataAggregation =>
  AGGREGATIONS.some((one) => one === text);

function readSteps(parameters: ApiParameters): PointsQuestion["steps"] {
  const step = parameters.get("step");
  const aggregation = parameters.get("agg") ?? "avg";
  if (step !== undefined && isAggregation(aggregation))
    return { stepUs: readSpanUs("step", step), aggregation };
  if (parameters.get("agg") === undefined) return undefined;
  throw new AppError("invalid_argument", "parameter agg needs step");
}
