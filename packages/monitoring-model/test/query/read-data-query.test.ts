import { describe, expect, test } from "@jest/globals";
import {
  type DataQueryLimits,
  dataQueryError,
  MAX_TIME_US,
  MIN_TIME_US,
  readDataQuery,
} from "../../src/index.js";
import { aQuery, queryText } from "./query-fixture.js";

const compatible = (text: string | undefined, limits: Partial<DataQueryLimits> = {}) =>
  readDataQuery(text, { mode: "compatible", tolerant: false, limits });
const strict = (text: string | undefined) =>
  readDataQuery(text, { mode: "strict", tolerant: false });
const found = (query: object) => ({
  kind: "query",
  query: { ...aQuery, ...query },
  notes: [],
  tolerated: [],
});

describe("readDataQuery", () => {
  test("a query in order is the same in both modes", () => {
    expect(compatible(queryText())).toEqual(found({}));
    expect(strict(queryText())).toEqual(found({}));
  });

  test("extra keys anywhere are ignored", () => {
    const text = queryText(
      {
        extra: 1,
        obj: { type: "node", id: ["n1"], more: [] },
        ts: { gte: 1000, lt: 2000, eq: "x" },
      },
      { limit: null },
    );
    expect(strict(text)).toEqual(found({}));
  });

  test("events and ids keep their order and are taken once", () => {
    const text = queryText({
      eventType: ["ops_monitoring:b", "ops_monitoring:a", "ops_monitoring:b:x"],
      obj: { type: "node", id: ["z", "a", "z"] },
    });
    expect(compatible(text)).toEqual(found({ events: ["b", "a"], ids: ["z", "a"] }));
  });

  test("an event with a further colon is read up to it", () => {
    const text = queryText({ eventType: ["ops_monitoring:cpu_util:x"] });
    expect(strict(text)).toEqual(found({}));
  });

  test.each([[["*"]], [["n1", "*", "n2"]], ["*"]])("the ids %j mean all objects", (id) => {
    expect(compatible(queryText({ obj: { type: "node", id } }))).toEqual(found({ ids: "*" }));
    expect(strict(queryText({ obj: { type: "node", id } }))).toEqual(found({ ids: "*" }));
  });

  test("another string as ids means its characters, or an error in strict mode", () => {
    const text = queryText({ obj: { type: "node", id: "n11" } });
    expect(compatible(text)).toMatchObject({
      kind: "query",
      query: { ids: ["n", "1"] },
      notes: ["obj.id is a string and read as the list of its characters"],
    });
    expect(strict(text)).toMatchObject({ kind: "error", code: "wrong_type" });
  });

  test.each([
    ["not JSON", "{'filters':1}"],
    ["empty", ""],
    ["a brace short", queryText().slice(0, -1)],
    ["a trailing comma", '{"filters":{},}'],
  ])("text that is %s is an error with the words old clients know", (_, text) => {
    const reading = compatible(text);
    expect(reading).toMatchObject({ kind: "error", code: "not_json", status: 400 });
    const { message } = reading as { message: string };
    expect(message).toContain(text);
    expect(message).toMatch(/had error: .+failed to parse as JSON$/);
  });

  test.each([
    ["{}", "has dictionary error.  It is missing filters key"],
    ["[1]", "has dictionary error.  It is missing filters key"],
    ['{"filters":{}}', "has dictionary error.  It is missing keys: ['ts', 'eventType', 'obj']"],
    ['{"filters":[]}', "has dictionary error.  It is missing keys: ['ts', 'eventType', 'obj']"],
    ['{"filters":{"ts":{}}}', "has dictionary error.  It is missing keys: ['eventType', 'obj']"],
    ['{"filters":{"ts":{},"eventType":[]}}', "has dictionary error.  It is missing keys: ['obj']"],
  ])("%s lacks keys and says so in the original's words", (text, ending) => {
    expect(compatible(text)).toEqual({
      kind: "error",
      code: "missing_key",
      message: `query: ${text} ${ending}`,
      status: 400,
    });
  });

  test.each([
    [undefined, "missing_query", "parameter q is missing"],
    ["1", "wrong_type", "query is not an object but a number"],
    ['"x"', "wrong_type", "query is not an object but a string"],
    ["null", "wrong_type", "query is not an object but null"],
    ['{"filters":null}', "wrong_type", "filters is not an object but null"],
    [queryText({ obj: { id: ["n1"] } }), "wrong_type", "obj.type is missing"],
    [queryText({ obj: { type: "node" } }), "wrong_type", "obj.id is missing"],
    [queryText({ obj: [] }), "wrong_type", "obj is not an object but a list"],
    [
      queryText({ obj: { type: 1, id: [] } }),
      "wrong_type",
      "obj.type is not a string but a number",
    ],
    [
      queryText({ obj: { type: "node", id: [1] } }),
      "wrong_type",
      "obj.id has an entry that is a number",
    ],
    [
      queryText({ obj: { type: "node", id: 1 } }),
      "wrong_type",
      "obj.id is not a list but a number",
    ],
    [queryText({ ts: [] }), "wrong_type", "ts is not an object but a list"],
    [queryText({ ts: null }), "wrong_type", "ts is not an object but null"],
    [queryText({ eventType: null }), "wrong_type", "eventType is not a list but null"],
    [queryText({ eventType: [1] }), "wrong_type", "eventType has an entry that is a number"],
    [
      queryText({ eventType: ["ops_monitoring"] }),
      "bad_event",
      'event "ops_monitoring" has no name after the namespace',
    ],
  ])("%s, once an HTTP 500, is a clear error", (text, code, message) => {
    expect(compatible(text)).toEqual({ kind: "error", code, message, status: 400 });
    expect(strict(text)).toEqual({ kind: "error", code, message, status: 400 });
  });

  test.each([
    [{ ts: {} }, "missing_bound", "ts has no lower bound (gt or gte)"],
    [{ ts: { lt: 5 } }, "missing_bound", "ts has no lower bound (gt or gte)"],
    [{ ts: { gt: 5 } }, "missing_bound", "ts has no upper bound (lt or lte)"],
    [{ ts: { gt: "abc", lt: 5 } }, "bad_bound", "ts.gt is not a number but a string"],
    [{ ts: { gt: 1, lt: null } }, "bad_bound", "ts.lt is not a number but null"],
    [{ ts: { gt: 1, gte: true, lt: 9 } }, "bad_bound", "ts.gte is not a number but true or false"],
    [{ ts: { gt: 1, lt: "5; drop table" } }, "bad_bound", "ts.lt is not a number but a string"],
    [
      { eventType: ["cpu_util"] },
      "bad_event",
      'event "cpu_util" does not begin with ops_monitoring:',
    ],
  ])("%j asks for nothing, and is an error in strict mode", (filters, code, message) => {
    expect(compatible(queryText(filters)).kind).toBe("empty");
    expect(strict(queryText(filters))).toEqual({ kind: "error", code, message, status: 400 });
  });

  test.each([
    [{ ts: { gt: 5, lt: 5 } }, "the bounds of ts admit no time"],
    [{ ts: { gte: 6, lte: 5 } }, "the bounds of ts admit no time"],
    [{ ts: { gt: 5, lt: 6 } }, "the bounds of ts admit no time"],
    [{ ts: { gt: 1e20, lt: 1e24 } }, "the bounds of ts admit no time"],
    [{ eventType: [] }, "no events are asked for"],
    [{ obj: { type: "node", id: [] } }, "no ids are asked for"],
    [{ obj: { type: "node", id: "" } }, "no ids are asked for"],
  ])("%j asks for nothing in compatible mode", (filters, reason) => {
    expect(compatible(queryText(filters))).toMatchObject({ kind: "empty", reason });
  });

  test("events without prefix are passed over beside others, and noted", () => {
    const text = queryText({ eventType: ["x", "ops_monitoring:cpu_util", "monitoring:y"] });
    expect(compatible(text)).toEqual({
      ...found({}),
      notes: ["2 events without ops_monitoring: are left out"],
    });
  });

  test.each([
    ['{"gt": 10, "lt": 20}', 11, 19],
    ['{"gte": 10, "lte": 20}', 10, 20],
    ['{"gte": 10, "lte": 10}', 10, 10],
    ['{"gt": 5, "gte": 10, "lt": 20, "lte": 15}', 10, 15],
    ['{"gt": 10, "gte": 10, "lte": 20}', 11, 20],
    ['{"gte": "1391192225470000", "lt": "1391192225480000"}', 1391192225470000, 1391192225479999],
    ['{"gte": 10.5, "lte": 20.5}', 11, 20],
    ['{"gt": 10.5, "lt": 20.5}', 11, 20],
    ['{"gte": -1.5, "lte": -1.0}', -1, -1],
    ['{"gte": 0, "lt": 1000000000000000000000000}', 0, MAX_TIME_US],
    ['{"gte": 0, "lt": 1e24}', 0, MAX_TIME_US],
    ['{"gt": -1e24, "lt": 9223372036854775807}', MIN_TIME_US, MAX_TIME_US],
    ['{"gte": 9007199254740990, "lt": 9007199254740993}', 9007199254740990, MAX_TIME_US],
    ['{"gt": 9007199254740990, "lt": 9007199254740992}', MAX_TIME_US, MAX_TIME_US],
    ['{"gte": 1, "lt": 9, "lt": 5}', 1, 4],
  ])("the bounds %s are %d to %d", (ts, fromUs, toUs) => {
    const text = queryText({ ts: 0 }).replace('"ts":0', `"ts":${ts}`);
    expect(strict(text)).toEqual(found({ fromUs, toUs }));
  });

  test("the tolerant reader takes Python's notation and says what it tolerated", () => {
    const text = queryText().replaceAll('"', "'").slice(0, -1);
    const reading = readDataQuery(text, { mode: "compatible", tolerant: true });
    expect(reading).toEqual({
      ...found({}),
      tolerated: ["single quotes", "1 closing brackets missing"],
    });
    expect(readDataQuery(queryText(), { mode: "compatible", tolerant: true })).toEqual(found({}));
  });

  const ids = Array.from({ length: 11 }, (_, index) => `n${index}`);
  const eventType = ids.map((id) => `ops_monitoring:${id}`);
  test.each([
    [queryText(), { maxTextChars: 20 }, /^query has \d+ characters, limit is 20$/],
    [queryText({ more: [[[]]] }), { maxDepth: 4 }, /^query is nested too deep, limit is 4$/],
    [queryText({ obj: { type: "node", id: ids } }), { maxIds: 10 }, /^query has 11 ids .+ 10$/],
    [queryText({ obj: { type: "node", id: "abcdefghijk" } }), { maxIds: 10 }, /^query has 11 ids/],
    [queryText({ eventType }), { maxEvents: 10 }, /^query has 11 events .+ 10$/],
  ])("beyond a limit the error names it: %#", (text, limits, message) => {
    const reading = compatible(text, limits);
    expect(reading).toMatchObject({ kind: "error", code: "limit_exceeded", status: 413 });
    expect((reading as { message: string }).message).toMatch(message);
  });

  test("a long text comes back cut in the error", () => {
    const text = "x".repeat(60_000);
    const reading = compatible(text) as { message: string };
    expect(reading.message.length).toBeLessThan(4300);
    expect(dataQueryError({ message: "m", text }).origin_url).toHaveLength(4096 + 3 + 9);
  });
});

describe("dataQueryError", () => {
  test("names path and decoded query, not the URL", () => {
    expect(dataQueryError({ message: "bad", text: "{'x'}" })).toEqual({
      $schema: "http://www.gpolab.bbn.com/monitoring/schema/20151105/error#",
      error_message: "bad",
      origin_url: "/data/?q={'x'}",
    });
    expect(dataQueryError({ message: "bad", path: "/data" }).origin_url).toBe("/data");
  });
});
