import { EVENT_PREFIX, eventOfMetric } from "../events/event-name.js";
import type { DataSeries } from "./data-reply.js";
import type { ReplyProblems } from "./reply-problems.js";
import { readSubject } from "./subject-target.js";

export type SeriesHead = Omit<DataSeries, "ts" | "values">;

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const TYPE_IN_DESCRIPTION = / of type ([a-z]+)$/;

/**
 * What an item is about. The event is that of `eventType`; the object id is what follows the first colon of `id`, whatever stands
 * before it, or without a colon the last part of `subject`.
 *
 * @returns what is wrong when event or object cannot be told
 */
export function readItemHead(
  item: unknown,
  path: string,
  problems: ReplyProblems,
): SeriesHead | string {
  if (!isRecord(item)) return "is not an object";
  const id = stringOf(item.id);
  const subject = stringOf(item.subject);
  const event = eventOf(item, path, problems);
  if (event === undefined) return "has neither eventType nor an id with an event";
  const objectId = objectIdOf({ id, subject, event, path, problems });
  if (objectId === undefined) return "does not tell which object it is about";
  return headOf(item, { event, objectId, subject });
}

function stringOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function headOf(
  item: Readonly<Record<string, unknown>>,
  known: {
    readonly event: string;
    readonly objectId: string;
    readonly subject: string | undefined;
  },
): SeriesHead {
  const { event, objectId, subject } = known;
  const units = stringOf(item.units);
  const described = TYPE_IN_DESCRIPTION.exec(stringOf(item.description) ?? "")?.[1];
  const objectType =
    (subject === undefined ? undefined : readSubject(subject).objectType) ?? described;
  return {
    event,
    objectId,
    ...(objectType !== undefined && { objectType }),
    ...(subject !== undefined && { subject }),
    ...(units !== undefined && { units }),
  };
}

function eventOf(
  item: Readonly<Record<string, unknown>>,
  path: string,
  problems: ReplyProblems,
): string | undefined {
  const metric = stringOf(item.eventType);
  const event = metric === undefined ? undefined : eventOfMetric(metric);
  if (event !== undefined) return event;
  const [named = "", ...rest] = (metric ?? stringOf(item.id) ?? "").split(":");
  // Without eventType the id must name both: otherwise its only part is the object's.
  if (named === "" || named === EVENT_PREFIX.slice(0, -1)) return undefined;
  if (metric === undefined && rest.length === 0) return undefined;
  problems.add(`${path}.eventType`, `does not begin with ${EVENT_PREFIX}`);
  return named;
}

function objectIdOf(from: {
  readonly id: string | undefined;
  readonly subject: string | undefined;
  readonly event: string;
  readonly path: string;
  readonly problems: ReplyProblems;
}): string | undefined {
  const { id, subject, event, path, problems } = from;
  const colon = id?.indexOf(":") ?? -1;
  if (id !== undefined && colon >= 0 && colon < id.length - 1) {
    if (id.slice(0, colon) !== event)
      problems.add(`${path}.id`, "names another event than eventType");
    return id.slice(colon + 1);
  }
  const ofSubject = subject === undefined ? undefined : readSubject(subject).objectId;
  if (ofSubject !== undefined) problems.add(`${path}.id`, "names no object, subject does");
  return ofSubject;
}
