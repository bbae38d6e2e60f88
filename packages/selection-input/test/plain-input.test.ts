import { expect, test } from "@jest/globals";
import type { InputValue, WriteOutcome } from "../src/index.js";
import { aStore } from "./store-fixture.js";

type Plain = ReturnType<typeof aStore>["store"]["plain"];

test.each<[string, (plain: Plain) => WriteOutcome, WriteOutcome, InputValue]>([
  ["a merge adds", (plain) => plain.merge([], { b: 2 }), "created", { a: { x: 1 }, e: {}, b: 2 }],
  ["a merge alters", (plain) => plain.merge(["a"], { x: 2 }), "changed", { a: { x: 2 }, e: {} }],
  ["a merge repeats", (plain) => plain.merge(["a", "x"], 1), "nothing", { a: { x: 1 }, e: {} }],
  [
    "a merge fills",
    (plain) => plain.merge([], { e: { x: 1 } }),
    "created",
    { a: { x: 1 }, e: { x: 1 } },
  ],
  ["null deletes", (plain) => plain.merge([], { a: { x: null } }), "changed", { a: {}, e: {} }],
  [
    "null creates nothing",
    (plain) => plain.merge([], { n: { x: null } }),
    "nothing",
    { a: { x: 1 }, e: {} },
  ],
  ["a list is whole", (plain) => plain.merge(["a"], [1, null]), "changed", { a: [1, null], e: {} }],
  [
    "a put replaces",
    (plain) => plain.replace(["a"], { y: null }),
    "changed",
    { a: { y: null }, e: {} },
  ],
  [
    "a put creates",
    (plain) => plain.replace(["b", "c"], 1),
    "created",
    { a: { x: 1 }, e: {}, b: { c: 1 } },
  ],
  ["a put repeats", (plain) => plain.replace(["a"], { x: 1 }), "nothing", { a: { x: 1 }, e: {} }],
  ["a push creates", (plain) => plain.push(["l"], 1), "created", { a: { x: 1 }, e: {}, l: [1] }],
  ["a delete removes", (plain) => plain.remove(["a", "x"]), "changed", { a: {}, e: {} }],
  ["a delete misses", (plain) => plain.remove(["a", "y"]), "nothing", { a: { x: 1 }, e: {} }],
  ["a delete of the root", (plain) => plain.remove([]), "changed", {}],
])("%s and says so", (_, write, outcome, left) => {
  const { plain } = aStore().store;
  plain.load({ a: { x: 1 }, e: {} });
  expect(write(plain)).toBe(outcome);
  expect(plain.at([])).toEqual(left);
});

test("a push adds to a list and conflicts with anything else", () => {
  const { store, told } = aStore();
  store.plain.push(["list"], 1);
  expect(store.plain.push(["list"], { deep: [2] })).toBe("changed");
  expect(store.at(["list", "1", "deep", "0"])).toBe(2);
  store.plain.replace(["text"], "x");
  const conflict = expect.objectContaining({ code: "conflict" });
  expect(() => store.plain.push(["text"], 1)).toThrow(conflict);
  expect(() => store.plain.push([], 1)).toThrow(conflict);
  expect(() => store.plain.replace(["text", "below"], 1)).toThrow(conflict);
  expect(() => store.plain.remove(["list", "0"])).toThrow(conflict);
  expect(told).toEqual([
    "refused plain not_a_list",
    "refused plain not_a_list",
    "refused plain not_an_object",
    "refused plain not_an_object",
  ]);
});

test("an entry is gone once its ttl has passed, to the millisecond, and with it the object it made", () => {
  const { clock, store, told } = aStore();
  store.plain.merge(["campaign", "on"], true, { ttlMs: 1000 });
  clock.advance(999);
  expect(store.at(["campaign", "on"])).toBe(true);
  clock.advance(1);
  expect(store.at(["campaign"])).toBeUndefined();
  expect(told).toEqual(["expired plain campaign 1"]);
});

test("a write of equal values with a shorter life is told by the version", () => {
  const { store } = aStore();
  store.plain.merge([], { a: 1 });
  const version = store.version("a");
  expect(store.plain.merge([], { a: 1 }, { ttlMs: 10 })).toBe("nothing");
  expect(store.validUntilMs("a")).toBe(10);
  expect(store.version("a")).toBeGreaterThan(version);
});

test("a write without a ttl makes an entry stay, a push keeps its life", () => {
  const { clock, store } = aStore();
  store.plain.push(["list"], 1, { ttlMs: 10 });
  store.plain.merge([], { flag: 1 }, { ttlMs: 10 });
  store.plain.push(["list"], 2);
  store.plain.merge([], { flag: 1 });
  clock.advance(10);
  expect(store.at([])).toEqual({ flag: 1 });
});

test.each([0, -1, NaN, Infinity])("a ttl of %p ms is refused", (ttlMs) => {
  const { store, told } = aStore();
  expect(() => store.plain.merge([], { a: 1 }, { ttlMs })).toThrow(/ttl is/);
  expect(told).toEqual(["refused plain bad_ttl"]);
});

test.each([1, "x", null, [1]])("the root does not take %p", (value) => {
  const { plain } = aStore().store;
  const refusal = expect.objectContaining({ code: "invalid_argument", reason: "not_an_object" });
  expect(() => plain.merge([], value)).toThrow(refusal);
  expect(() => plain.replace([], value)).toThrow(refusal);
});

test("a snapshot brings back what never expires, and nothing else", () => {
  const { store } = aStore();
  store.plain.merge([], { a: { x: 1, gone: {} }, list: [{ y: null }] });
  store.plain.merge([], { a: { short: 1 }, b: { short: 1 } }, { ttlMs: 1000 });
  store.timestamped.put({ "cache-1": { cpu: 1 } });
  const snapshot = JSON.stringify(store.plain.snapshot());
  expect(JSON.parse(snapshot)).toEqual({ a: { x: 1, gone: {} }, list: [{ y: null }] });

  const other = aStore().store;
  other.plain.load({ old: 1 });
  expect(other.plain.load(JSON.parse(snapshot))).toBe("created");
  expect(other.at([])).toEqual(JSON.parse(snapshot));
});

test("a snapshot that breaks a rule is refused and changes nothing", () => {
  const { store } = aStore();
  store.plain.load({ a: 1 });
  expect(() => store.plain.load({ b: { c: NaN } })).toThrow('"b.c": NaN is not finite');
  expect(() => store.plain.load("text")).toThrow(/only an object/);
  expect(store.at([])).toEqual({ a: 1 });
});

test("what is read cannot be changed, and is not what was written", () => {
  const { store } = aStore();
  const list = [{ x: 1 }];
  store.plain.replace(["a", "list"], list);
  list.push({ x: 2 });
  expect(store.at(["a", "list"])).toEqual([{ x: 1 }]);
  for (const path of [[], ["a"], ["a", "list"], ["a", "list", "0"]])
    expect(Object.isFrozen(store.at(path))).toBe(true);
});
