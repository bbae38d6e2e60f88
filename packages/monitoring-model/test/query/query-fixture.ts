import fc from "fast-check";
import { MAX_TIME_US, MIN_TIME_US, type DataQuery } from "../../src/index.js";

/** The value of `q`, with parts replaced. */
export function queryText(filters: Record<string, unknown> = {}, more: object = {}): string {
  return JSON.stringify({
    filters: {
      eventType: ["ops_monitoring:cpu_util"],
      ts: { gte: 1000, lt: 2000 },
      obj: { type: "node", id: ["n1"] },
      ...filters,
    },
    ...more,
  });
}

export const aQuery: DataQuery = {
  events: ["cpu_util"],
  fromUs: 1000,
  toUs: 1999,
  objectType: "node",
  ids: ["n1"],
};

const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.constantFrom(
    "a+b",
    "urn:publicid:IDN+x+node+y",
    "a b",
    '"',
    "é",
    "%2B",
    "__proto__",
    "\ud800",
  ),
);
const id = anyText.filter((text) => text !== "*");
const event = anyText.map((text) => text.replaceAll(":", ""));
const list = (of: fc.Arbitrary<string>) => fc.uniqueArray(of, { minLength: 1, maxLength: 12 });
const time = fc.oneof(
  fc.integer({ min: MIN_TIME_US, max: MAX_TIME_US }),
  fc.constantFrom(MIN_TIME_US, MAX_TIME_US, 0),
);

/** Any query there can be. */
export const anyQuery: fc.Arbitrary<DataQuery> = fc
  .record({
    events: list(event),
    times: fc.tuple(time, time),
    objectType: anyText,
    ids: fc.oneof(list(id), fc.constant("*" as const)),
  })
  .map(({ events, times: [one, other], objectType, ids }) => ({
    events,
    fromUs: Math.min(one, other),
    toUs: Math.max(one, other),
    objectType,
    ids,
  }));
