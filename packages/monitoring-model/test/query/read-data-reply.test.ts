import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  dataItem,
  dataQueryError,
  type DataReplyLimits,
  readDataReply,
  readDataReplyInSteps,
} from "../../src/index.js";

const head = dataItem({
  event: "cpu_util",
  objectType: "node",
  id: "am.example_interface_pc1:eth1",
  subject: "https://s.example/info/node/am.example_interface_pc1%3Aeth1",
  units: "percent",
});
const item = (more: object = {}) => ({ ...head, tsdata: [{ ts: 10, v: 1.5 }], ...more });
const series = {
  event: "cpu_util",
  objectId: "am.example_interface_pc1:eth1",
  objectType: "node",
  subject: head.subject,
  units: "percent",
  ts: [10],
  values: [1.5],
};
const manyPoints = (count: number) => Array.from({ length: count }, (_, n) => ({ ts: n, v: n }));
const clean = { lostPoints: 0, lostItems: 0, problems: [], problemCount: 0 };

function read(value: unknown, limits: Partial<DataReplyLimits> = {}) {
  const reply = readDataReply(value, limits);
  expect(readDataReply(JSON.stringify(value), limits)).toEqual(reply);
  return reply;
}

describe("dataItem", () => {
  test("has the fields of the original, `tsdata` apart", () => {
    expect(head).toEqual({
      $schema: "http://www.gpolab.bbn.com/monitoring/schema/20151105/data#",
      id: "cpu_util:am.example_interface_pc1:eth1",
      subject: "https://s.example/info/node/am.example_interface_pc1%3Aeth1",
      eventType: "ops_monitoring:cpu_util",
      description: "ops_monitoring:cpu_util for am.example_interface_pc1:eth1 of type node",
      units: "percent",
    });
  });
});

describe("readDataReply", () => {
  test("what is written is read back", () => {
    expect(read([item()])).toEqual({ kind: "items", items: [series], ...clean });
    expect(read([])).toEqual({ kind: "items", items: [], ...clean });
  });

  test("a single item stands for a list of one", () => {
    expect(read(item())).toEqual({ kind: "items", items: [series], ...clean });
  });

  test.each([
    [
      dataQueryError({ message: "too\nbad", text: "x" }),
      { message: "too bad", originUrl: "/data/?q=x" },
    ],
    [
      { $schema: "http://h.example/schema/20140501/error", error_message: 1 },
      { message: "error without message" },
    ],
    [{ error_message: "m" }, { message: "m" }],
  ])("%j is an error of the store", (value, expected) => {
    expect(read(value)).toEqual({ kind: "error", ...expected });
  });

  test.each([
    ["<html>", "reply is not JSON"],
    ["", "reply is not JSON"],
    ["null", "reply is neither a list nor an object"],
    ["5", "reply is neither a list nor an object"],
    ["{}", "reply is an object, but neither an error nor a data item"],
    [undefined, "reply is neither a list nor an object"],
  ])("%j is unusable: %s", (text, reason) => {
    expect(readDataReply(text)).toEqual({ kind: "unusable", reason });
  });

  test("the event is that of eventType, even if the id names another", () => {
    const odd = item({ id: "cpu_utl:n1", subject: null });
    expect(read([odd])).toMatchObject({
      items: [{ event: "cpu_util", objectId: "n1", objectType: "node" }],
      problems: [{ path: "[0].id", problem: "names another event than eventType" }],
    });
  });

  test("an id that names no object is helped out by the subject", () => {
    expect(read([item({ id: "cpu_util:" })])).toMatchObject({
      items: [{ objectId: "am.example_interface_pc1:eth1" }],
      problems: [{ path: "[0].id", problem: "names no object, subject does" }],
    });
    const old = item({ id: "n1", subject: "https://s.example/nodes/n%2B1", description: "CPU" });
    const reply = read([old]);
    expect(reply).toMatchObject({ items: [{ objectId: "n+1" }] });
    expect(reply.kind === "items" && reply.items[0]).not.toHaveProperty("objectType");
  });

  test("an event without prefix, and an item without eventType, are read and told", () => {
    expect(read([item({ eventType: "cpu_util" }), item({ eventType: undefined })])).toMatchObject({
      items: [series, series],
      problemCount: 2,
      lostItems: 0,
    });
  });

  test("events that nobody knows, and units of old stores, are kept", () => {
    const old = item({ eventType: "ops_monitoring:old_kb", id: "old_kb:n1", units: "integer" });
    expect(read([old])).toMatchObject({ items: [{ event: "old_kb", units: "integer" }] });
  });

  test.each([
    [{ ts: 1.5, v: 1 }, ".ts", "is not a whole number of microseconds"],
    [{ v: 1 }, ".ts", "is not a whole number of microseconds"],
    [{ ts: 2 ** 53, v: 1 }, ".ts", "is not a whole number of microseconds"],
    [{ ts: "12x", v: 1 }, ".ts", "is not a whole number of microseconds"],
    [{ ts: 1, v: null }, ".v", "is not a finite number"],
    [{ ts: 1 }, ".v", "is not a finite number"],
    [{ ts: 1, v: "much" }, ".v", "is not a finite number"],
    [[1, 2], "", "is not an object"],
    [null, "", "is not an object"],
  ])("the point %j is lost and told, its neighbours are not", (point, field, problem) => {
    const tsdata = [{ ts: 1, v: 1 }, point, { ts: 3, v: 3 }];
    expect(read([item({ tsdata })])).toMatchObject({
      items: [{ ts: [1, 3], values: [1, 3] }],
      lostPoints: 1,
      problems: [{ path: `[0].tsdata[1]${field}`, problem }],
    });
  });

  test("a value that JSON holds but no double is lost", () => {
    const text = JSON.stringify([item()]).replace("1.5", "1e999");
    expect(readDataReply(text)).toMatchObject({ lostPoints: 1 });
  });

  test("numbers in quotes and truth values are read and told", () => {
    const tsdata = [
      { ts: "1391198716651283", v: "4.5e1" },
      { ts: 2, v: true },
    ];
    expect(read([item({ tsdata })])).toMatchObject({
      items: [{ ts: [1391198716651283, 2], values: [45, 1] }],
      lostPoints: 0,
      problemCount: 3,
    });
  });

  test("points keep the order in which they were sent, repeated ones included", () => {
    const tsdata = [5, 3, 3].map((ts) => ({ ts, v: ts }));
    expect(read([item({ tsdata })])).toMatchObject({ items: [{ ts: [5, 3, 3] }] });
  });

  test("an item may lack its points, but not carry something else for them", () => {
    expect(read([item({ tsdata: undefined })])).toMatchObject({
      items: [{ ts: [] }],
      problems: [],
    });
    expect(read([item({ tsdata: {} })])).toMatchObject({
      problems: [{ path: "[0].tsdata", problem: "is not a list" }],
    });
  });

  test("an item that names no object is lost, with all its points", () => {
    const bad = [item({ id: "x", subject: null }), 5, item({ id: 1, eventType: 2 }), item()];
    expect(read(bad)).toMatchObject({
      items: [series],
      lostItems: 3,
      lostPoints: 2,
      problemCount: 3,
    });
  });

  test("all problems are counted, the first ones described", () => {
    const tsdata = Array.from({ length: 50 }, () => ({ ts: "x" }));
    const reply = read([item({ tsdata })], { maxProblems: 3 });
    expect(reply).toMatchObject({ lostPoints: 50, problemCount: 50 });
    expect(reply.kind === "items" && reply.problems.length).toBe(3);
  });

  test("beyond a limit nothing of the reply is used, and the limit is named", () => {
    const two = [item(), item()];
    expect(read(two, { maxItems: 1 })).toEqual({
      kind: "unusable",
      reason: "reply has 2 items, limit is 1",
    });
    expect(read(two, { maxPoints: 1 })).toEqual({
      kind: "unusable",
      reason: "reply has more than 1 points, the limit",
    });
    expect(readDataReply("[       ]", { maxTextChars: 5 })).toEqual({
      kind: "unusable",
      reason: "reply has 9 characters, limit is 5",
    });
  });

  test("subjects as long as a hostile store likes do not hold up the reader", () => {
    const subject = `https://s.example/${"a".repeat(200_000)}/b`;
    expect(
      read([item({ id: "x", subject, description: " of type x".repeat(20_000) })]),
    ).toMatchObject({ items: [{ objectId: "b" }] });
  });

  test("names of the language's own objects are data", () => {
    const text = `[{"__proto__":{"tsdata":[{"ts":1,"v":1}]},"id":"constructor:__proto__","eventType":"ops_monitoring:constructor"}]`;
    expect(readDataReply(text)).toMatchObject({
      items: [{ event: "constructor", objectId: "__proto__", ts: [] }],
    });
  });

  test.each([
    ["of one long item", [item({ tsdata: manyPoints(25_000) })], 2],
    ["of many short items", Array.from({ length: 1000 }, () => item({ tsdata: [] })), 1],
    ["of many lost items", Array.from({ length: 1000 }, () => 5), 1],
    ["of items just short of a step", [1, 2, 3].map(() => item({ tsdata: manyPoints(9_000) })), 2],
  ])("a reply %s is read in steps with the same result", (_, reply, expected) => {
    const steps = readDataReplyInSteps(reply);
    let turns = 0;
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) turns += 1;
    expect(turns).toBe(expected);
    expect(step.value).toEqual(readDataReply(reply));
  });

  test("never throws, and every point sent is either there or counted as lost", () => {
    const any = fc.oneof(
      { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
      { weight: 3, arbitrary: fc.integer() },
    );
    const point = fc.oneof(fc.record({ ts: any, v: any }, { requiredKeys: [] }), any);
    const anyItem = fc.record(
      {
        id: fc.oneof(fc.constantFrom("cpu_util:n1", "n1", "x:"), any),
        eventType: fc.oneof(fc.constantFrom("ops_monitoring:cpu_util", "cpu_util", ""), any),
        subject: fc.oneof(fc.constantFrom("https://h/info/node/n1", null), any),
        tsdata: fc.array(point, { maxLength: 5 }),
      },
      { requiredKeys: ["tsdata"] },
    );
    fc.assert(
      fc.property(fc.array(anyItem, { maxLength: 4 }), fc.jsonValue(), (items, other) => {
        readDataReply(other);
        const reply = readDataReply(items);
        if (reply.kind !== "items") throw new Error(reply.kind);
        const kept = reply.items.reduce((sum, { ts }) => sum + ts.length, 0);
        const sent = items.reduce((sum, { tsdata }) => sum + tsdata.length, 0);
        expect(kept + reply.lostPoints).toBe(sent);
        expect(reply.items.length + reply.lostItems).toBe(items.length);
        expect(reply.items.every(({ ts, values }) => ts.length === values.length)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
