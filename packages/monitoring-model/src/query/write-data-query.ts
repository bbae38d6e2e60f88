import { AppError } from "@signalbox/errors";
import { metricOf } from "../events/event-name.js";
import type { DataQuery, DataRequest } from "./data-query.js";

/**
 * The text of `q` that every datastore understands; not yet percent-encoded. `readDataQuery` reads the same query from it.
 *
 * @throws AppError `invalid_argument` when the query cannot be written: an event with a colon, an id `*` among others
 */
export function writeDataQuery(query: DataQuery): string {
  return JSON.stringify({ filters: filtersOf(query, objectOf(query)) });
}

/**
 * The extended form for `POST`, read by `readDataRequest`. Events and times are those of the first query.
 *
 * @throws AppError `invalid_argument` as `writeDataQuery`, and when there is no query
 */
export function writeDataRequest(request: DataRequest): string {
  const [first] = request.queries;
  if (!first) throw new AppError("invalid_argument", "a data request needs at least one query");
  const { downsample } = request;
  return JSON.stringify({
    filters: filtersOf(first, request.queries.map(objectOf)),
    ...(request.latest && { latest: true }),
    ...(downsample && { step: downsample.stepUs, agg: downsample.aggregation }),
    ...(request.withEmpty && { empty: true }),
    ...(request.withLeftOut && { leftOut: true }),
  });
}

function filtersOf({ events, fromUs, toUs }: DataQuery, obj: object) {
  return { eventType: events.map(eventOf), ts: { gte: fromUs, lte: toUs }, obj };
}

function eventOf(event: string): string {
  if (!event.includes(":")) return metricOf(event);
  throw new AppError("invalid_argument", `event ${JSON.stringify(event)} has a colon`);
}

function objectOf({ objectType, ids }: DataQuery): object {
  if (ids === "*") return { type: objectType, id: ["*"] };
  if (!ids.includes("*")) return { type: objectType, id: ids };
  throw new AppError("invalid_argument", 'the id "*" would mean all objects');
}
