import { expect, test } from "@jest/globals";
import { AppError } from "@signalbox/errors";
import { defaultLimits, InputRefused } from "../src/index.js";
import { aStore } from "./store-fixture.js";

const nested = (levels: number): unknown => (levels === 0 ? 1 : { k: nested(levels - 1) });

function refusalOf(write: () => unknown): InputRefused | undefined {
  try {
    write();
  } catch (reason) {
    if (reason instanceof InputRefused) return reason;
    throw reason;
  }
  return undefined;
}

test.each([
  ["a path too deep", nested(17), "too_deep", "limit is 16 (maxDepth)"],
  ["a list too deep", { a: JSON.parse(`${"[".repeat(16)}${"]".repeat(16)}`) as unknown }, "", ""],
  [
    "a list deeper still",
    { a: JSON.parse(`${"[".repeat(17)}${"]".repeat(17)}`) as unknown },
    "too_deep",
    "limit is 16 (maxDepth)",
  ],
  ["the deepest path", nested(16), "", ""],
  ["a long key", { ["k".repeat(257)]: 1 }, "bad_key", "has 257 bytes, limit is 256 (maxKeyBytes)"],
  ["a key long in bytes", { ["é".repeat(129)]: 1 }, "bad_key", "has 258 bytes, limit is 256"],
  ["the longest key", { ["é".repeat(128)]: 1 }, "", ""],
  ["a long text", { a: "x".repeat(4097) }, "bad_value", "limit is 4096 (maxPlainStringBytes)"],
  ["the longest text", { a: "x".repeat(4096) }, "", ""],
  ["an infinite number", { a: [Infinity] }, "bad_value", "Infinity is not finite"],
  ["a function", { a: () => 1 }, "bad_value", "a value of type function"],
  ["undefined", { a: undefined }, "bad_value", "a value of type undefined"],
  ["a bigint", { a: 1n }, "bad_value", "a value of type bigint"],
])("%s is refused, naming the limit, or taken at the limit", (_, value, reason, message) => {
  const { store } = aStore();
  const refusal = refusalOf(() => store.plain.merge([], value));
  expect(refusal?.reason ?? "").toBe(reason);
  expect(refusal?.message ?? "").toContain(message);
  expect(refusal?.code).toBe(reason === "" ? undefined : "invalid_argument");
  if (reason !== "") expect([...store.keys()]).toEqual([]);
});

test("a value that contains itself is refused", () => {
  const value: Record<string, unknown> = {};
  value["again"] = value;
  expect(refusalOf(() => aStore().store.plain.merge([], value))?.reason).toBe("too_deep");
});

test("the path of a write counts towards the depth", () => {
  const { plain } = aStore().store;
  const path = Array.from({ length: 16 }, () => "k");
  expect(plain.replace(path, 1)).toBe("created");
  expect(refusalOf(() => plain.replace(path, { k: 1 }))?.reason).toBe("too_deep");
  expect(refusalOf(() => plain.replace([...path, "k"], 1))?.reason).toBe("too_deep");
  expect(refusalOf(() => plain.push(path, 1))?.reason).toBe("too_deep");
  expect(refusalOf(() => plain.replace(["__proto__"], 1))?.reason).toBe("bad_key");
});

test("above the limit of plain leaves nothing of a write is applied, and what expired makes room", () => {
  const { clock, store } = aStore({ limits: { maxPlainLeaves: 4 } });
  store.plain.merge([], { a: 1, list: [1, 2] });
  store.plain.merge([], { b: {} }, { ttlMs: 10 });
  const refusal = refusalOf(() => store.plain.merge([], { a: 2, c: 1 }));
  expect(refusal?.message).toBe("the root: 5 values would be held, limit is 4 (maxPlainLeaves)");
  expect(store.at([])).toEqual({ a: 1, list: [1, 2], b: {} });
  expect(store.plain.merge([], { c: 1, a: null })).toBe("created");
  clock.advance(10);
  expect(store.plain.push(["list"], 3)).toBe("changed");
});

test("a message over the limits keeps the hosts that fit", () => {
  const { store, told } = aStore({
    limits: { maxHosts: 2, maxTimestampedLeaves: 5, maxLeavesPerHost: 3 },
  });
  const report = store.timestamped.put({
    a: { x: 1, y: 1 },
    large: { x: 1, y: 1, list: [1, 2] },
    b: { x: 1, y: 1 },
    c: { x: 1 },
  });
  expect(report).toMatchObject({ accepted: 2, refused: 2, outcome: "created" });
  expect(report.refusals.map(({ host, error }) => `${host}: ${error.message}`)).toEqual([
    'large: "large.list": 4 values or more, limit is 3 (maxLeavesPerHost)',
    'c: "c": 3 would be held, limit is 2 (maxHosts)',
  ]);
  expect(store.timestamped.put({ a: { z: 1 } }).refused).toBe(0);
  expect(store.timestamped.put({ a: { more: 1 } }).refusals[0]?.error.message).toBe(
    '"a": 4 values, limit is 3 (maxLeavesPerHost)',
  );
  expect(store.timestamped.put({ b: { z: 1 } }).refusals[0]?.error.message).toBe(
    '"b": 6 would be held, limit is 5 (maxTimestampedLeaves)',
  );
  expect(store.timestamped.put({ b: { y: null, z: 1 } }).refused).toBe(0);
  expect(store.counts()).toEqual({
    plainLeaves: 0,
    timestampedLeaves: 5,
    timestampedObjects: 2,
    hosts: 2,
  });
  expect(told).toEqual([
    "refused timestamped too_many_leaves",
    "refused timestamped too_many_hosts",
    "refused timestamped too_many_leaves",
    "refused timestamped too_many_leaves",
  ]);
});

test("of a message with too many hosts the first are taken", () => {
  const { store, told } = aStore({ limits: { maxHostsPerMessage: 2 } });
  const report = store.timestamped.put({ a: { x: 1 }, b: 1, c: { x: 1 } });
  expect(report).toMatchObject({ accepted: 1, refused: 2 });
  expect(report.refusals[1]?.error.message).toContain("limit is 2 (maxHostsPerMessage)");
  expect(told).toEqual(["refused timestamped not_an_object", "refused timestamped too_many_hosts"]);
});

test("a write with far too many values is refused before it is looked through", () => {
  const { store } = aStore({ limits: { maxPlainLeaves: 3, maxLeavesPerHost: 3 } });
  const unread: unknown[] = [1, 2, 3, () => "never looked at"];
  const refusal = refusalOf(() => store.plain.merge([], { list: unread }));
  expect(refusal?.message).toBe('"list": 4 values or more, limit is 3 (maxPlainLeaves)');
  const { refusals } = store.timestamped.put({ c: { a: 1, list: [[], {}, null] } });
  expect(refusals[0]?.error.message).toContain("4 values or more, limit is 3 (maxLeavesPerHost)");
});

test("objects of timestamped data are bounded on their own", () => {
  const { store } = aStore({ limits: { maxTimestampedObjects: 3 } });
  expect(store.timestamped.put({ a: { b: { c: 1 } } }).refused).toBe(0);
  expect(store.timestamped.put({ x: { y: { z: 1 } } }).refusals[0]?.error.reason).toBe(
    "too_many_objects",
  );
});

test("hosts that have expired and were not swept do not keep a new one out", () => {
  const { clock, store } = aStore({ limits: { maxHosts: 1 }, timeoutMs: 100 });
  store.timestamped.put({ old: { x: 1 } });
  clock.advance(99);
  expect(store.timestamped.put({ next: { x: 1 } }).refused).toBe(1);
  clock.advance(1);
  expect(store.timestamped.put({ next: { x: 1 } }).refused).toBe(0);
});

test("a hundred thousand bad hosts are counted, and the first twenty told", () => {
  const { store } = aStore();
  const message = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`h${at}`, 1]));
  const report = store.timestamped.put(message);
  expect(report).toMatchObject({ accepted: 0, refused: 100_000, outcome: "nothing" });
  expect(report.refusals).toHaveLength(defaultLimits.maxReportedRefusals);
});

test("a refusal's message is one short line, whatever the key holds", () => {
  const { store } = aStore();
  const key = `a\nb|c${"d".repeat(1000)}`;
  const { refusals } = store.timestamped.put({ [key]: { x: 1 } });
  expect(refusals[0]?.error).toBeInstanceOf(AppError);
  expect(refusals[0]?.error.message).toMatch(/^the root: the key "a b\/cd+\.\.\." has 1005 bytes/);
  expect(refusals[0]?.host.length).toBeLessThanOrEqual(300);
});

test("one sweep looks at a bounded number of leaves and keys, and says whether there is more", () => {
  const { clock, store } = aStore({ limits: { maxSweptLeaves: 24 }, timeoutMs: 10 });
  for (let at = 0; at < 4; at += 1) store.timestamped.put({ [`h${at}`]: { x: 1, y: 1 } });
  clock.advance(10);
  expect(store.sweep()).toBe(false);
  expect(store.counts().hosts).toBe(2);
  expect(store.sweep()).toBe(true);
  expect(store.counts().hosts).toBe(0);
});

test("a time-out must be a time", () => {
  for (const timeoutMs of [0, -1, NaN, Infinity]) {
    expect(() => aStore({ timeoutMs })).toThrow(/timeoutMs/);
    expect(() => aStore().store.timestamped.setTimeoutMs(timeoutMs)).toThrow(AppError);
  }
});

test("another limit of plain values holds from the next write on, and what is held stays", () => {
  const { store } = aStore({ limits: { maxPlainLeaves: 2 } });
  store.plain.merge([], { a: 1, b: 2 });
  store.plain.setMaxLeaves(1);
  expect(store.plain.at(["b"])).toBe(2);
  expect(() => store.plain.merge([], { c: 3 })).toThrow(/limit is 1 \(maxPlainLeaves\)/);
  store.plain.setMaxLeaves(3);
  expect(store.plain.merge([], { c: 3 })).toBe("created");
  expect(() => store.plain.setMaxLeaves(-1)).toThrow("maxPlainLeaves is -1");
});
