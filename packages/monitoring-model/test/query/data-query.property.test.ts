import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  type DataQueryOptions,
  MAX_TIME_US,
  MIN_TIME_US,
  readDataQuery,
  readDataRequest,
  writeDataQuery,
} from "../../src/index.js";
import { anyQuery, queryText } from "./query-fixture.js";

const options: fc.Arbitrary<DataQueryOptions> = fc.record({
  mode: fc.constantFrom("compatible", "strict"),
  tolerant: fc.boolean(),
});

/** Pieces of queries in any order: most of them are wrong somewhere. */
const piece = fc.constantFrom(
  ...`{ } [ ] , : ' "filters" "eventType" "ts" "obj" "id" "type" "gt" "lte" "*" "node" "latest" "step" "agg"`.split(
    " ",
  ),
  ...`"ops_monitoring:cpu_util" "ops_monitoring" 1 -1e999 "5m" null true 1e24 0.5 "12"`.split(" "),
);
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, 1, 1e300, "", "*", "ops_monitoring:a", "12", "node", "5m"),
    fc.array(tie("any"), { maxLength: 3 }),
    fc.dictionary(
      fc.constantFrom("gt", "gte", "lt", "lte", "type", "id", "ts", "obj", "eventType"),
      tie("any"),
    ),
  ),
})).any;
const nearlyQuery = fc
  .record({ ts: value, obj: value, eventType: value }, { requiredKeys: [] })
  .chain((filters) =>
    fc
      .record({ latest: value, step: value, agg: value, empty: value }, { requiredKeys: [] })
      .map((more) => queryText(filters, more)),
  );
const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join("")),
  nearlyQuery,
  nearlyQuery.map((text) => text.replaceAll('"', "'").slice(0, -1)),
);

describe("readDataQuery, for any text", () => {
  test("never throws, and gives a query, nothing, or an error with a message", () => {
    fc.assert(
      fc.property(anyText, options, (text, how) => {
        for (const reading of [readDataQuery(text, how), readDataRequest(text, how)]) {
          if (reading.kind === "error") expect(reading.message).not.toBe("");
          if (reading.kind === "empty") expect(reading.reason).not.toBe("");
          if (reading.kind === "query") {
            const { events, ids, fromUs, toUs } = reading.query;
            expect(Math.min(events.length, ids.length)).toBeGreaterThan(0);
            expect(fromUs).toBeLessThanOrEqual(toUs);
            expect([fromUs, toUs].every(Number.isSafeInteger)).toBe(true);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });

  test("reads what was written", () => {
    fc.assert(
      fc.property(anyQuery, options, (query, how) => {
        const reading = readDataQuery(writeDataQuery(query), how);
        expect(reading).toEqual({ kind: "query", query, notes: [], tolerated: [] });
      }),
      { numRuns: 2000 },
    );
  });

  test("the extended reader gives the same for every plain query", () => {
    fc.assert(
      fc.property(anyText, options, (text, how) => {
        const plain = readDataQuery(text, how);
        const extended = readDataRequest(text, how);
        if (plain.kind === "query" && extended.kind === "request")
          expect(extended.request.queries).toEqual([plain.query]);
        else if (plain.kind === "query") expect(extended).toMatchObject({ code: "bad_extension" });
      }),
      { numRuns: 1000 },
    );
  });
});

/** A number as `units / 10^exponent`, so that the oracle computes with integers only. */
interface Bound {
  readonly name: "gt" | "gte" | "lt" | "lte";
  readonly units: bigint;
  readonly exponent: number;
  readonly isText: boolean;
}

const edge = fc.constantFrom(0n, 2n ** 53n, -(2n ** 53n), 2n ** 63n, 1391192225480000n, 10n ** 24n);
const bound = (name: Bound["name"]): fc.Arbitrary<Bound> =>
  fc
    .tuple(edge, fc.bigInt({ min: -3n, max: 3n }), fc.bigInt({ min: -9n, max: 9n }), fc.boolean())
    .map(([near, whole, tenths, isText]) => ({
      name,
      units: (near + whole) * 10n + tenths,
      exponent: 1,
      isText,
    }));
const bounds = fc
  .tuple(
    fc.uniqueArray(fc.constantFrom("gt" as const, "gte" as const), { minLength: 1 }),
    fc.uniqueArray(fc.constantFrom("lt" as const, "lte" as const), { minLength: 1 }),
  )
  .chain(([lower, upper]) => fc.tuple(...[...lower, ...upper].map(bound)));

function admits({ name, units, exponent }: Bound, ts: bigint): boolean {
  const scaled = ts * 10n ** BigInt(exponent);
  if (name === "gt") return scaled > units;
  if (name === "gte") return scaled >= units;
  return name === "lt" ? scaled < units : scaled <= units;
}

const written = ({ units, exponent, isText }: Bound) =>
  isText ? `"${units}e-${exponent}"` : `${units}e-${exponent}`;

describe("bounds", () => {
  test("agree with exact arithmetic on either side of each of them", () => {
    fc.assert(
      fc.property(bounds, (list) => {
        const ts = list.map((each) => `"${each.name}":${written(each)}`).join(",");
        const text = queryText({ ts: 0 }).replace('"ts":0', `"ts":{${ts}}`);
        const reading = readDataQuery(text, { mode: "strict", tolerant: false });
        const near = list.flatMap(({ units }) =>
          [-2n, -1n, 0n, 1n, 2n].map((by) => units / 10n + by),
        );
        const times = [...near, BigInt(MIN_TIME_US), BigInt(MAX_TIME_US)].filter(
          (time) => time >= BigInt(MIN_TIME_US) && time <= BigInt(MAX_TIME_US),
        );
        for (const time of times) {
          const isIn =
            reading.kind === "query" &&
            Number(time) >= reading.query.fromUs &&
            Number(time) <= reading.query.toUs;
          expect(isIn).toBe(list.every((each) => admits(each, time)));
        }
      }),
      { numRuns: 1000 },
    );
  });
});
