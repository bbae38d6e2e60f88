import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  AGGREGATIONS,
  type DataQueryLimits,
  type DataRequest,
  MAX_TIME_US,
  MIN_TIME_US,
  readDataRequest,
  writeDataRequest,
} from "../../src/index.js";
import { anyQuery, aQuery, queryText } from "./query-fixture.js";

const read = (text: string, limits: Partial<DataQueryLimits> = {}) =>
  readDataRequest(text, { mode: "compatible", tolerant: false, limits });
const plain: DataRequest = {
  queries: [aQuery],
  latest: false,
  withEmpty: false,
  withLeftOut: false,
};
const found = (request: Partial<DataRequest>) => ({
  kind: "request",
  request: { ...plain, ...request },
  notes: [],
  tolerated: [],
});

describe("readDataRequest", () => {
  test("a plain query is a request with one", () => {
    expect(read(queryText())).toEqual(found({}));
  });

  test("several object types are asked in one request, ids of the same type together", () => {
    const obj = [
      { type: "node", id: ["n1"] },
      { type: "interface", id: ["*"] },
      { type: "node", id: ["n2", "n1"] },
      { type: "link", id: [] },
    ];
    expect(read(queryText({ obj }))).toEqual(
      found({
        queries: [
          { ...aQuery, ids: ["n1", "n2"] },
          { ...aQuery, objectType: "interface", ids: "*" },
        ],
      }),
    );
  });

  test("the latest value needs no times", () => {
    const all = { ...aQuery, fromUs: MIN_TIME_US, toUs: MAX_TIME_US };
    const filters = { ts: undefined };
    expect(read(queryText(filters, { latest: true }))).toEqual(
      found({ queries: [all], latest: true }),
    );
    expect(read(queryText({ ts: { gte: 5 } }, { latest: true }))).toEqual(
      found({ queries: [{ ...all, fromUs: 5 }], latest: true }),
    );
    expect(read(queryText({ ts: { gte: 5 } }, { latest: false })).kind).toBe("empty");
  });

  test.each([
    [300_000_000, 300_000_000],
    ["250ms", 250_000],
    ["30s", 30_000_000],
    ["5m", 300_000_000],
    ["1h", 3_600_000_000],
    ["1d", 86_400_000_000],
    ["7us", 7],
  ])("a step of %j is %d microseconds", (step, stepUs) => {
    expect(read(queryText({}, { step, agg: "max" }))).toEqual(
      found({ downsample: { stepUs, aggregation: "max" } }),
    );
  });

  test("a step without a function takes the average", () => {
    expect(read(queryText({}, { step: "1m" }))).toEqual(
      found({ downsample: { stepUs: 60_000_000, aggregation: "avg" } }),
    );
  });

  test("empty items and what was left out can be asked for", () => {
    expect(read(queryText({}, { empty: true, leftOut: true }))).toEqual(
      found({ withEmpty: true, withLeftOut: true }),
    );
  });

  test("an unknown key is ignored, and noted", () => {
    expect(read(queryText({}, { limit: 5 }))).toEqual({
      ...found({}),
      notes: ["1 unknown keys are ignored"],
    });
  });

  test.each([
    [{ latest: 1 }, "latest is not true or false but a number"],
    [{ empty: "yes" }, "empty is not true or false but a string"],
    [{ agg: "max" }, "agg needs step"],
    [{ step: 0 }, /^step is neither/],
    [{ step: 1.5 }, /^step is neither/],
    [{ step: -1 }, /^step is neither/],
    [{ step: 1e300 }, /^step is neither/],
    [{ step: "5 m" }, /^step is neither/],
    [{ step: "999999999999999d" }, /^step is neither/],
    [{ step: "0s" }, /^step is neither/],
    [{ step: null }, /^step is neither/],
    [{ step: "5m", agg: "median" }, "agg is not one of min, max, avg, last, sum, count"],
    [{ step: "5m", latest: true }, "latest excludes step"],
  ])("%j is an error in either mode", (more, message) => {
    const reading = read(queryText({}, more));
    expect(reading).toMatchObject({ kind: "error", code: "bad_extension", status: 400 });
    expect((reading as { message: string }).message).toMatch(message);
  });

  test("nothing asked for is nothing", () => {
    expect(read(queryText({ obj: [] }))).toMatchObject({ kind: "empty" });
    expect(read(queryText({ obj: [{ type: "node", id: [] }] }))).toMatchObject({ kind: "empty" });
    expect(read(queryText({ eventType: [] }))).toMatchObject({ kind: "empty" });
  });

  test("an entry that is malformed is named", () => {
    expect(read(queryText({ obj: [{ type: "node", id: ["a"] }, { id: [] }] }))).toMatchObject({
      kind: "error",
      message: "obj[1].type is missing",
    });
  });

  test("object types and their ids together are bounded", () => {
    const obj = ["a", "b", "c"].map((type) => ({ type, id: ["1", "2"] }));
    expect(read(queryText({ obj }), { maxObjectTypes: 2 })).toMatchObject({ status: 413 });
    expect(read(queryText({ obj }), { maxIds: 5 })).toMatchObject({
      message: "query has 6 ids (obj.id), limit is 5",
      limit: "maxIds",
    });
    expect(read(queryText({ obj }), { maxIds: 6 }).kind).toBe("request");
  });
});

describe("writeDataRequest", () => {
  const request: fc.Arbitrary<DataRequest> = fc
    .tuple(anyQuery, fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 4 }), fc.boolean())
    .chain(([query, types, latest]) =>
      fc.record({
        queries: fc.constant(types.map((objectType) => ({ ...query, objectType }))),
        latest: fc.constant(latest),
        withEmpty: fc.boolean(),
        withLeftOut: fc.boolean(),
      }),
    );

  test("what is written is read back", () => {
    const step = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
    const downsample = fc.record({ stepUs: step, aggregation: fc.constantFrom(...AGGREGATIONS) });
    fc.assert(
      fc.property(request, fc.option(downsample), (asked, stepped) => {
        const full = stepped && !asked.latest ? { ...asked, downsample: stepped } : asked;
        expect(read(writeDataRequest(full))).toEqual(found(full));
      }),
      { numRuns: 500 },
    );
  });

  test("a request without queries cannot be written", () => {
    expect(() => writeDataRequest({ ...plain, queries: [] })).toThrow("at least one query");
  });
});
