import { AppError } from "@signalbox/errors";
import { eventOfMetric, EVENT_PREFIX } from "@signalbox/monitoring-model";
import type { SeriesFilter } from "@signalbox/timeseries-store";
import type { ApiParameter, ApiParameters } from "../api-route.js";

/** Most events, and most ids, in one question; the URL is bounded before. */
const MAX_NAMES = 1000;

export const filterParameters: readonly ApiParameter[] = [
  { name: "source", type: "string", meaning: "Only what this store told." },
  { name: "type", type: "string", meaning: "Type of the objects, such as `node`." },
  {
    name: "event",
    type: "string",
    repeats: true,
    meaning: "Only this event, with or without `ops_monitoring:`; may be repeated.",
  },
  {
    name: "id",
    type: "string",
    repeats: true,
    meaning: "Only the object with this id; may be repeated. `*`, like none: all.",
  },
];

/** @throws AppError `invalid_argument` for more names than fit, or an event without a name */
export function readFilter(parameters: ApiParameters): SeriesFilter {
  const source = parameters.get("source");
  const objectType = parameters.get("type");
  const events = names(parameters, "event").map(eventName);
  const ids = names(parameters, "id");
  return {
    ...(source !== undefined && { source }),
    ...(objectType !== undefined && { objectType }),
    ...(events.length > 0 && { events }),
    ...(ids.length > 0 && !ids.includes("*") && { objectIds: ids }),
  };
}

function names(parameters: ApiParameters, name: string): string[] {
  const all = [...new Set(parameters.all(name))];
  if (all.length <= MAX_NAMES) return all;
  const message = `parameter ${name} is given ${all.length} times, limit is ${MAX_NAMES}`;
  throw new AppError("invalid_argument", message);
}

function eventName(text: string): string {
  const event = text.startsWith(EVENT_PREFIX) ? eventOfMetric(text) : text;
  if (event !== undefined && event !== "") return event;
  throw new AppError("invalid_argument", "parameter event has no name");
}
