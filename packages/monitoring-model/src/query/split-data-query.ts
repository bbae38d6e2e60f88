import { AppError } from "@signalbox/errors";
import type { DataQuery } from "./data-query.js";
import { writeDataQuery } from "./write-data-query.js";

export interface SplitOptions {
  /** Where the datastore answers data queries, with or without trailing slash or a query of its own. */
  readonly measRef: string;
  readonly query: DataQuery;
  /** Longest URL; default 2000, as the original's collector keeps it (datastore-polling, 3.2). */
  readonly maxUrlChars?: number;
}

/** One request, and the part of the query that it asks. */
export interface DataUrl {
  readonly url: string;
  readonly query: DataQuery;
}

const MAX_URL_CHARS = 2000;
/** Legal in a query string as they are; left so, ids take less room. Not `;`, at which old servers split. */
const PLAIN_AGAIN: ReadonlyMap<string, string> = new Map([
  ["%3A", ":"],
  ["%2C", ","],
  ["%2F", "/"],
  ["%40", "@"],
]);

/**
 * The URLs that together ask `query`, none longer than the limit: the ids are split, in order, and the events only when not even one
 * id fits beside all of them. Percent-encoded, `+` as `%2B`.
 *
 * @throws AppError `invalid_argument` when `measRef` is no HTTP URL, or one event and one id do not fit
 */
export function splitDataQuery(options: SplitOptions): readonly DataUrl[] {
  const { measRef, query, maxUrlChars = MAX_URL_CHARS } = options;
  const frame = { base: queryBase(measRef), maxUrlChars };
  return splitIds(query, frame) ?? splitEvents(query, frame);
}

interface Frame {
  readonly base: string;
  readonly maxUrlChars: number;
}

function queryBase(measRef: string): string {
  if (!URL.canParse(measRef) || !/^https?:\/\//i.test(measRef))
    throw new AppError("invalid_argument", `measRef ${JSON.stringify(measRef)} is not an HTTP URL`);
  const base = measRef.replace(/#.*$/s, "");
  if (!base.includes("?")) return `${base}?q=`;
  return /[?&]$/.test(base) ? `${base}q=` : `${base}&q=`;
}

/** Of JSON text, which has no lone surrogates. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /%(?:3A|2C|2F|40)/g,
    (escape) => PLAIN_AGAIN.get(escape) ?? escape,
  );
}

function urlOf(query: DataQuery, { base }: Frame): DataUrl {
  return { url: base + encoded(writeDataQuery(query)), query };
}

/** @returns undefined when an id does not fit beside all events */
function splitIds(query: DataQuery, frame: Frame): DataUrl[] | undefined {
  if (query.ids === "*") return oneUrl(query, frame);
  const room = frame.maxUrlChars - urlOf({ ...query, ids: [] }, frame).url.length;
  const parts: string[][] = [];
  let left = -1;
  for (const id of query.ids) {
    const chars = encoded(JSON.stringify(id)).length;
    // A comma stands between two ids.
    left -= chars + 1;
    if (left < 0) {
      left = room - chars;
      if (left < 0) return undefined;
      parts.push([]);
    }
    parts.at(-1)?.push(id);
  }
  return parts.map((ids) => urlOf({ ...query, ids }, frame));
}

function oneUrl(query: DataQuery, frame: Frame): DataUrl[] | undefined {
  const found = urlOf(query, frame);
  return found.url.length <= frame.maxUrlChars ? [found] : undefined;
}

function splitEvents(query: DataQuery, frame: Frame): readonly DataUrl[] {
  const half = Math.ceil(query.events.length / 2);
  if (query.events.length <= 1) {
    throw new AppError(
      "invalid_argument",
      `no URL of ${frame.maxUrlChars} characters holds one id of the data query`,
    );
  }
  const halves = [query.events.slice(0, half), query.events.slice(half)];
  return halves.flatMap((events) => {
    const part = { ...query, events };
    return splitIds(part, frame) ?? splitEvents(part, frame);
  });
}
