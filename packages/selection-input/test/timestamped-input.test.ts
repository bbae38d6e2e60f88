import { expect, test } from "@jest/globals";
import { aCache, aStore } from "./store-fixture.js";

const TIMEOUT_MS = 15_000;

test("every leaf lives for the time-out from the last message that carried it", () => {
  const { clock, store, told } = aStore();
  store.timestamped.put({ "cache-1": { eth0: { link: 1 }, eth1: { link: 1 } } });
  clock.advance(5000);
  store.timestamped.put({ "cache-1": { eth0: { link: 1 } } });
  clock.advance(TIMEOUT_MS - 5001);
  expect(store.at(["cache-1", "eth1", "link"])).toBe(1);
  clock.advance(1);
  expect(store.at(["cache-1"])).toEqual({ eth0: { link: 1 } });
  clock.advance(5000);
  expect([...store.keys()]).toEqual([]);
  expect(told).toEqual(["expired timestamped cache-1 1", "expired timestamped cache-1 1"]);
});

test("a host whose data comes in two messages keeps both halves", () => {
  const { store } = aStore();
  const { hardware_metrics, per_interface_metrics } = aCache;
  store.timestamped.put({ "cache-1": { hardware_metrics, timestamp: 1_700_000_000 } });
  store.timestamped.put({ "cache-1": { per_interface_metrics, timestamp: 1_700_000_000 } });
  expect(store.at(["cache-1"])).toEqual({ ...aCache, timestamp: 1_700_000_000 });
});

test("older data changes nothing and refreshes nothing", () => {
  const { clock, store, told } = aStore();
  store.timestamped.put({ "cache-1": { cpu: 1, timestamp: 1_700_000_000 } });
  clock.advance(10_000);
  const report = store.timestamped.put({ "cache-1": { cpu: 2, timestamp: 1_699_999_999 } });
  expect(report).toEqual({ outcome: "nothing", accepted: 0, older: 1, refused: 0, refusals: [] });
  expect(store.at(["cache-1", "cpu"])).toBe(1);
  clock.advance(5000);
  expect(store.at(["cache-1"])).toBeUndefined();
  expect(told[0]).toBe("older cache-1");
});

test("the stored stamp is forgotten when it expires, so a stamp ahead of time does harm for one time-out at most", () => {
  const { clock, store } = aStore();
  store.timestamped.put({ "cache-1": { cpu: 1, timestamp: 1_700_000_060 } });
  expect(store.timestamped.put({ "cache-1": { cpu: 2, timestamp: 1_700_000_000 } }).older).toBe(1);
  clock.advance(TIMEOUT_MS);
  expect(store.timestamped.put({ "cache-1": { cpu: 2, timestamp: 1_700_000_015 } }).accepted).toBe(
    1,
  );
});

test("a stamp too far ahead is refused for its host alone", () => {
  const { store, told } = aStore();
  const report = store.timestamped.put({
    early: { cpu: 1, timestamp: 1_700_000_060 },
    future: { cpu: 1, timestamp: 1_700_000_061 },
  });
  expect(report).toMatchObject({ accepted: 1, refused: 1 });
  expect(report.refusals[0]?.error.message).toBe(
    '"future": the timestamp is 61000 ms ahead of this clock, limit is 60000 ms (maxFutureSkewMs)',
  );
  expect(told).toEqual(["refused timestamped future_timestamp"]);
});

test.each([
  ["seconds", 1_700_000_000],
  ["milliseconds", 1_700_000_000_000],
  ["microseconds", 1_700_000_000_000_000],
  ["nanoseconds", 1_700_000_000_000_000_000],
  ["a text", "1700000000.0"],
])("a stamp in %s is read as the same time", (_, timestamp) => {
  const { store } = aStore();
  store.timestamped.put({ c: { timestamp: 1_700_000_000, x: 1 } });
  expect(store.timestamped.put({ c: { timestamp, x: 2 } })).toMatchObject({ accepted: 1 });
  expect(store.timestamped.put({ c: { timestamp: 1_699_999_999, x: 3 } })).toMatchObject({
    older: 1,
  });
});

test.each([["soon"], [-1], [""], ["1e9"], [true], [[1]], [{ a: 1 }]])(
  "%j is no stamp",
  (timestamp) => {
    const { store } = aStore();
    const [refusal] = store.timestamped.put({ c: { timestamp, x: 1 } }).refusals;
    expect(refusal?.error.reason).toBe("bad_timestamp");
  },
);

test("null for a stamp counts as none and leaves the stored one", () => {
  const { store } = aStore();
  store.timestamped.put({ c: { timestamp: 1_700_000_000 } });
  store.timestamped.put({ c: { timestamp: null, x: 1 } });
  expect(store.at(["c"])).toEqual({ timestamp: 1_700_000_000, x: 1 });
});

test.each([[1], ["x"], [null], [[]]])("a message that is %j is refused as a whole", (message) => {
  const { store, told } = aStore();
  expect(() => store.timestamped.put(message)).toThrow(/must be an object of hosts/);
  expect(told).toEqual(["refused timestamped not_an_object"]);
});

test("an object without a value in it is no data", () => {
  const { store } = aStore();
  const report = store.timestamped.put({ c: { hardware_metrics: {} } });
  expect(report).toMatchObject({ accepted: 1, outcome: "nothing" });
  expect([...store.keys()]).toEqual([]);
});

test("a new time-out applies at once to what is held", () => {
  const { clock, store } = aStore();
  store.timestamped.put({ c: { x: 1 } });
  const version = store.version("c");
  const changes: unknown[] = [];
  store.onChange((paths) => changes.push(paths));
  clock.advance(10_000);
  store.timestamped.setTimeoutMs(30_000);
  expect(store.validUntilMs("c")).toBe(30_000);
  expect(store.version("c")).toBeGreaterThan(version);
  expect(changes).toEqual([[["c"]]]);
  clock.advance(10_000);
  expect(store.at(["c", "x"])).toBe(1);
  store.timestamped.setTimeoutMs(20_000);
  expect(store.at(["c", "x"])).toBeUndefined();
});

test("a step of the wall clock does not age what is held", () => {
  const { clock, store } = aStore();
  store.timestamped.put({ c: { x: 1, timestamp: 1_700_000_000 } });
  clock.stepWallClock(86_400_000);
  expect(store.at(["c", "x"])).toBe(1);
});

test("what is removed is gone at once, with the stamp that would keep older messages out", () => {
  const { store, told } = aStore();
  const heard: unknown[] = [];
  store.onChange((paths) => heard.push(...paths));
  store.timestamped.put({ "cache-1": { ...aCache, timestamp: 1_700_000_000 }, "cache-2": aCache });
  heard.length = 0;
  const version = store.version("cache-1");
  expect(store.timestamped.remove(["cache-1"])).toBe("changed");
  expect(store.at(["cache-1"])).toBeUndefined();
  expect(store.version("cache-1")).toBeGreaterThan(version);
  expect(heard).toEqual([["cache-1"]]);
  expect(store.counts()).toMatchObject({ hosts: 1, timestampedLeaves: 6 });
  expect(store.timestamped.remove(["cache-1"])).toBe("nothing");
  store.timestamped.put({ "cache-1": { cpu: 1, timestamp: 1_699_999_999 } });
  expect(store.at(["cache-1", "cpu"])).toBe(1);
  expect(told).toEqual([]);
});

test("a part of a host is removed alone; what it leaves empty goes with it", () => {
  const { store } = aStore();
  store.timestamped.put({ "cache-1": { ...aCache, list: [1] } });
  const eth0 = ["cache-1", "per_interface_metrics", "eth0"];
  expect(store.timestamped.remove([...eth0, "link"])).toBe("changed");
  expect(store.at(eth0)).toEqual({ interface_up: true, speed: 100 });
  store.timestamped.remove([...eth0, "speed"]);
  store.timestamped.remove([...eth0, "interface_up"]);
  const { hardware_metrics } = aCache;
  expect(store.at(["cache-1"])).toEqual({ hardware_metrics, list: [1] });
  expect(store.timestamped.remove(["cache-1", "no"])).toBe("nothing");
  expect(() => store.timestamped.remove(["cache-1", "list", "0"])).toThrow(/is not an object/);
  expect(() => store.timestamped.remove(["cache-1", "list", "0"])).toThrow(
    expect.objectContaining({ code: "conflict" }),
  );
});

test("the root removes every host and no plain input", () => {
  const { store } = aStore();
  store.plain.merge([], { plain: 1 });
  store.timestamped.put({ "cache-1": aCache, "cache-2": aCache });
  expect(store.timestamped.remove([])).toBe("changed");
  expect(store.at([])).toEqual({ plain: 1 });
  expect(store.timestamped.remove([])).toBe("nothing");
});

test("what was read stays as it is when equal keys bring other values, and a new read sees them", () => {
  const { store } = aStore();
  store.timestamped.put({ "cache-1": { eth0: { link: 1, up: true }, cpu: 0.5 } });
  const before = store.at(["cache-1"]);
  const { outcome } = store.timestamped.put({ "cache-1": { eth0: { link: 2, up: false } } });
  expect(outcome).toBe("changed");
  expect(before).toEqual({ eth0: { link: 1, up: true }, cpu: 0.5 });
  expect(store.at(["cache-1"])).toEqual({ eth0: { link: 2, up: false }, cpu: 0.5 });
  expect(store.timestamped.put({ "cache-1": { eth0: { link: 2 } } }).outcome).toBe("nothing");
});

test("one bad value among known keys changes nothing of its host", () => {
  const { store } = aStore();
  store.timestamped.put({ "cache-1": { a: 1, b: { c: 1 } } });
  const report = store.timestamped.put({ "cache-1": { a: 2, b: { c: Infinity } } });
  expect(report.refused).toBe(1);
  expect(store.at(["cache-1"])).toEqual({ a: 1, b: { c: 1 } });
});

test("while no listener wants paths, top-level keys alone are named", () => {
  const { store } = aStore();
  const told: unknown[] = [];
  let isWanted = false;
  store.onChange((paths) => told.push(paths), { wantsPaths: () => isWanted });
  store.timestamped.put({ "cache-1": { cpu: 1 } });
  store.timestamped.put({ "cache-1": { cpu: 2 } });
  isWanted = true;
  store.timestamped.put({ "cache-1": { cpu: 3 } });
  expect(told).toEqual([[["cache-1"]], [["cache-1"]], [["cache-1", "cpu"]]]);
});
