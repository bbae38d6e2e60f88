import { elements, field } from "./collector-client.js";
import { strangeAnswer, type SharedQuestion } from "./shared-collector.js";

/** The newest value of one object. */
export interface NewestValue {
  readonly id: string;
  /** Microseconds since 1970. */
  readonly tsUs: number;
  readonly value: number;
}

export type Aggregate = "avg" | "min" | "max" | "sum" | "count" | "last";

/** Which values are asked for. */
export interface ValuesWish {
  readonly source?: string;
  readonly objectType: string;
  readonly event: string;
  /** Empty: all. */
  readonly ids: readonly string[];
  readonly ttlS: number;
}

/** The last point of each object. Of an object that several stores tell of, the newest. */
export function latestQuestion(wish: ValuesWish): SharedQuestion<readonly NewestValue[]> {
  const path = `/latest?${filterOf(wish)}`;
  return {
    name: path,
    ttlS: wish.ttlS,
    fetch: async (ask) => newestOfEach(readLatest(await ask(path))),
    read: readStored,
  };
}

/** One value for each object from its points of the last `windowS` seconds; its time is that of the last of them. */
export function aggregateQuestion(
  wish: ValuesWish,
  { windowS, aggregate }: { readonly windowS: number; readonly aggregate: Aggregate },
): SharedQuestion<readonly NewestValue[]> {
  const path = `/query?${filterOf(wish)}&from=-${Math.ceil(windowS * 1000)}ms`;
  return {
    name: `${aggregate} ${path}`,
    ttlS: wish.ttlS,
    fetch: async (ask) => {
      const series = elements(field(await ask(path), "series"));
      return newestOfEach(series.flatMap((one) => aggregated(one, wish.event, aggregate)));
    },
    read: readStored,
  };
}

function filterOf({ source, objectType, event, ids }: ValuesWish): string {
  const query = new URLSearchParams();
  if (source !== undefined) query.set("source", source);
  query.set("type", objectType);
  query.set("event", event);
  for (const id of [...new Set(ids)].sort()) query.append("id", id);
  return query.toString();
}

function readLatest(reply: unknown): readonly NewestValue[] {
  return elements(field(reply, "series")).flatMap((one) =>
    valueOf(field(one, "id"), field(one, "ts"), field(one, "v")),
  );
}

function valueOf(id: unknown, tsUs: unknown, value: unknown): readonly NewestValue[] {
  if (typeof id !== "string" || typeof tsUs !== "number" || typeof value !== "number") return [];
  return [{ id, tsUs, value }];
}

function newestOfEach(values: readonly NewestValue[]): readonly NewestValue[] {
  const byId = new Map<string, NewestValue>();
  for (const one of values) {
    const known = byId.get(one.id);
    if (known === undefined || known.tsUs < one.tsUs) byId.set(one.id, one);
  }
  return [...byId.values()];
}

function aggregated(series: unknown, event: string, how: Aggregate): readonly NewestValue[] {
  const points = elements(field(series, "points")).flatMap(pointOf);
  const last = points.at(-1);
  if (last === undefined) return [];
  // A failed ping is no short one (datastore-polling, 9.20): it only counts where all failed.
  const valid = event === "ping_rtt_ms" ? points.filter(([, value]) => value >= 0) : points;
  const values = (valid.length > 0 ? valid : points).map(([, value]) => value);
  return valueOf(field(series, "id"), last[0], combine(values, how));
}

function pointOf(point: unknown): readonly (readonly [number, number])[] {
  const [ts, value] = elements(point);
  return typeof ts === "number" && typeof value === "number" ? [[ts, value]] : [];
}

/** @param values at least one */
function combine(values: readonly number[], how: Aggregate): number {
  const sum = (): number => values.reduce((total, value) => total + value, 0);
  switch (how) {
    case "avg":
      return sum() / values.length;
    case "min":
      return values.reduce((least, value) => Math.min(least, value));
    case "max":
      return values.reduce((most, value) => Math.max(most, value));
    case "sum":
      return sum();
    case "count":
      return values.length;
    case "last":
      return values.at(-1) ?? Number.NaN;
  }
}

/** Of what went through the cache; a list of anything else is somebody else's. */
function readStored(stored: unknown): readonly NewestValue[] {
  if (!Array.isArray(stored)) throw strangeAnswer("values");
  return elements(stored).flatMap((one) =>
    valueOf(field(one, "id"), field(one, "tsUs"), field(one, "value")),
  );
}
