import { expect, test } from "@jest/globals";
import type { InputPath } from "../src/index.js";
import { aCache, aStore } from "./store-fixture.js";

test("the timestamped part hides the plain one whole, until it has expired", () => {
  const { clock, store } = aStore();
  store.plain.merge([], { "cache-1": { note: "plain" }, flag: 1 });
  store.timestamped.put({ "cache-1": { cpu: 1 } });
  expect(store.at([])).toEqual({ "cache-1": { cpu: 1 }, flag: 1 });
  expect(store.at(["cache-1", "note"])).toBeUndefined();
  expect(store.plain.at(["cache-1", "note"])).toBe("plain");
  expect(store.timestamped.at([])).toEqual({ "cache-1": { cpu: 1 } });
  const version = store.version("cache-1");
  clock.advance(15_000);
  expect(store.at(["cache-1"])).toEqual({ note: "plain" });
  expect(store.version("cache-1")).toBeGreaterThan(version);
});

test.each([
  ["cache-1.hardware_metrics.cpu_load5", ["cache-1", "hardware_metrics", "cpu_load5"], 0.53],
  ["cache-1.hardware_metrics./.free", ["cache-1", "hardware_metrics", "/", "free"], 18113810432],
  ["cache-1.example.net.cpu", ["cache-1.example.net", "cpu"], 2],
  ["cache-1.example", ["cache-1.example"], 3],
  ["list.1.a.b", ["list", "1", "a.b"], 4],
  ["list.2", undefined, undefined],
  ["cache-1.nothing", undefined, undefined],
  ["", undefined, undefined],
  ["..", undefined, undefined],
  [".lead.", [".lead."], 5],
  ["cache-1.example.net.cpu".repeat(1000), undefined, undefined],
])("the dotted path %.40s leads to the longest keys that are there", (dotted, path, value) => {
  const { store } = aStore();
  store.timestamped.put({ "cache-1": aCache, "cache-1.example.net": { cpu: 2 } });
  store.plain.merge([], { "cache-1.example": 3, list: [0, { "a.b": 4 }], ".lead.": 5 });
  expect(store.resolvePath(dotted)).toEqual(path);
  expect(store.resolve(dotted)).toBe(value);
});

test("where the longest key leads nowhere, a shorter one is tried", () => {
  const { store } = aStore();
  store.plain.merge([], { "a.b": { x: 1 }, a: { b: { y: 2 } } });
  expect(store.resolve("a.b.x")).toBe(1);
  expect(store.resolve("a.b.y")).toBe(2);
});

test("what is under a key is asked for without reading it, until it has expired", () => {
  const { clock, store } = aStore();
  store.timestamped.put({ "cache-1": { cpu: 1 } });
  store.plain.merge([], { flag: 0 });
  expect(["cache-1", "flag", "nobody"].map((key) => store.has(key))).toEqual([true, true, false]);
  clock.advance(15_000);
  expect(["cache-1", "flag"].map((key) => store.has(key))).toEqual([false, true]);
});

test("ages tell how long ago the oldest and the newest leaf arrived", () => {
  const { clock, store } = aStore();
  store.timestamped.put({ c: { x: 1, list: [{ y: 1 }] } });
  clock.advance(400);
  store.timestamped.put({ c: { x: 1 } });
  clock.advance(100);
  expect(store.ages(["c"])).toEqual({ oldestMs: 500, newestMs: 100 });
  expect(store.ages(["c", "x"])).toEqual({ oldestMs: 100, newestMs: 100 });
  expect(store.ages(["c", "list", "0", "y"])).toEqual({ oldestMs: 500, newestMs: 500 });
  expect(store.ages(["c", "list", "1"])).toBeUndefined();
  expect(store.ages(["nobody"])).toBeUndefined();
});

test("listeners hear the places that changed, and nothing when values are equal", () => {
  const { store } = aStore();
  const heard: (readonly InputPath[])[] = [];
  const stop = store.onChange((paths) => heard.push(paths));
  store.timestamped.put({ c: aCache, d: { x: 1 } });
  store.timestamped.put({ c: aCache });
  store.timestamped.put({ c: { hardware_metrics: { cpu_load5: 1 }, extra: { y: 1 } } });
  stop();
  store.plain.merge([], { a: 1 });
  expect(heard).toEqual([
    [["c"], ["d"]],
    [
      ["c", "hardware_metrics", "cpu_load5"],
      ["c", "extra"],
    ],
  ]);
});

test("a refresh with equal values leaves the version and lengthens the promise", () => {
  const { clock, store } = aStore();
  store.timestamped.put({ c: { x: 1 } });
  const version = store.version("c");
  clock.advance(5000);
  expect(store.timestamped.put({ c: { x: 1 } }).outcome).toBe("nothing");
  expect(store.version("c")).toBe(version);
  expect(store.validUntilMs("c")).toBe(20_000);
});

test("what reads have found expired is told with the next sweep, every part of it", () => {
  const { clock, store } = aStore();
  const heard: InputPath[] = [];
  store.onChange((paths) => heard.push(...paths));
  store.plain.merge([], { a: { stays: 1 } });
  store.plain.merge([], { a: { x: 1 } }, { ttlMs: 10 });
  store.plain.merge([], { a: { y: 1 } }, { ttlMs: 20 });
  heard.length = 0;
  for (let step = 0; step < 2; step += 1) {
    clock.advance(10);
    store.at(["a"]);
  }
  expect(heard).toEqual([]);
  store.sweep();
  expect(heard).toEqual([
    ["a", "x"],
    ["a", "y"],
  ]);
});

test("above the bound of changed paths listeners hear the top-level keys alone", () => {
  const { store } = aStore({ limits: { maxChangedPaths: 3 } });
  store.timestamped.put({ c: { p: 0, q: 0, r: 0, s: 0 }, d: { p: 0, q: 0 } });
  const heard: (readonly InputPath[])[] = [];
  store.onChange((paths) => heard.push(paths));
  store.timestamped.put({ c: { p: 1, q: 1, r: 1, s: 1 } });
  store.timestamped.put({ c: { p: 2, q: 2 }, d: { p: 2, q: 2 } });
  store.timestamped.put({ c: { p: 3, q: 3 }, d: { p: 3 } });
  expect(heard).toEqual([
    [["c"]],
    [["c"], ["d"]],
    [
      ["c", "p"],
      ["c", "q"],
      ["d", "p"],
    ],
  ]);
});

test("a listener that throws harms neither the write nor the others", () => {
  const { store, told } = aStore();
  const heard: (readonly InputPath[])[] = [];
  store.onChange(() => {
    throw new Error("broken");
  });
  store.onChange((paths) => heard.push(paths));
  expect(store.plain.merge([], { a: 1 })).toBe("created");
  expect(heard).toEqual([[["a"]]]);
  expect(told).toEqual(["listener Error: broken"]);
});

test("a listener may write; that is told with the next sweep", () => {
  const { store } = aStore();
  const heard: InputPath[] = [];
  store.onChange((paths) => {
    heard.push(...paths);
    store.plain.merge([], { echo: heard.length });
  });
  store.plain.merge([], { a: 1 });
  expect(heard).toEqual([["a"]]);
  store.sweep();
  expect(heard).toEqual([["a"], ["echo"]]);
});

test("listeners are bounded", () => {
  const { store } = aStore({ limits: { maxListeners: 1 } });
  const stop = store.onChange(() => undefined);
  expect(() => store.onChange(() => undefined)).toThrow(/limit is 1 listeners \(maxListeners\)/);
  stop();
  store.onChange(() => undefined);
});

test("what a reader was given stays as it is when the tree changes", () => {
  const { store } = aStore();
  store.timestamped.put({ c: { x: 1 } });
  const before = store.at(["c"]);
  store.timestamped.put({ c: { x: 2 } });
  expect(before).toEqual({ x: 1 });
  expect(store.at(["c"])).toEqual({ x: 2 });
});
