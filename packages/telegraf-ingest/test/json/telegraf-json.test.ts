import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  instantFromMs,
  instantToNs,
  readTelegrafJson,
  readTelegrafJsonText,
  SeriesCache,
} from "../../src/index.js";
import { ARRIVAL_MS } from "../parse-fixture.js";

const arrival = instantFromMs(ARRIVAL_MS);
const read = (value: unknown, limits = {}) => readTelegrafJson(value, { arrival, limits });
const readText = (text: string, limits = {}) => readTelegrafJsonText(text, { arrival, limits });

const load = {
  fields: { load1: 0.7, n_cpus: 2, uptime_format: "1 day", on: true },
  name: "system",
  tags: { host: "cache-1" },
  timestamp: 1_709_296_800,
};
const net = {
  fields: { bytes_recv: 5 },
  name: "net",
  tags: { host: "cache-1", interface: "eth0" },
  timestamp: 1_709_296_800,
};
const names = (reading: ReturnType<typeof read>) =>
  reading.points.map(({ series }) => series.measurement);

describe("shapes", () => {
  test.each([
    ["a batch", { metrics: [load, net] }],
    ["an array", [load, net]],
  ])("%s gives its metrics", (_, body) => {
    const reading = read(body);
    expect(names(reading)).toEqual(["system", "net"]);
    expect(reading).toMatchObject({ isJson: true, bad: 0, nested: [], errors: [] });
  });

  test("a single metric gives one point, with every kind of field", () => {
    expect(read(load).points).toEqual([
      {
        series: expect.objectContaining({
          measurement: "system",
          tags: [{ key: "host", value: "cache-1" }],
        }),
        fields: [
          { key: "load1", kind: "float", value: 0.7 },
          { key: "n_cpus", kind: "float", value: 2 },
          { key: "uptime_format", kind: "string", value: "1 day" },
          { key: "on", kind: "boolean", value: true },
        ],
        time: arrival,
      },
    ]);
  });

  test("metrics on lines of their own, or batches, give all of them", () => {
    const text = `${JSON.stringify(load)}\r\n\n${JSON.stringify({ metrics: [net, net] })}\n`;
    expect(names(readText(text))).toEqual(["system", "net", "net"]);
  });

  test("the nested form is handed on as it is", () => {
    const hosts = { "cache-1": { hardware_metrics: { n_cpus: 2 }, timestamp: 5 } };
    expect(read(hosts)).toMatchObject({ points: [], nested: [hosts], bad: 0 });
    expect(read([hosts, hosts]).nested).toEqual([hosts, hosts]);
  });

  test("hosts may be called like the parts of a metric", () => {
    const hosts = { name: { timestamp: 1 }, fields: {}, tags: {}, metrics: {} };
    expect(read(hosts)).toMatchObject({ points: [], nested: [hosts], bad: 0 });
  });

  test("a host called __proto__ is a key like any other", () => {
    const { nested } = readText('{"__proto__": {"polluted": true}}');
    expect(Object.keys(nested[0] ?? {})).toEqual(["__proto__"]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  test("an empty batch, object or array holds nothing and is fine", () => {
    for (const body of [{}, [], { metrics: [] }]) {
      expect(read(body)).toMatchObject({ isJson: true, points: [], nested: [], bad: 0 });
    }
  });

  test.each([null, 5, "text", true, [5], [null], { a: 5 }])("%j holds one bad record", (body) => {
    expect(read(body)).toMatchObject({ isJson: true, points: [], nested: [], bad: 1 });
  });

  test("a body without one line of JSON is told apart from one with a bad record", () => {
    expect(readText("cpu,host=a v=1\nmem v=1\n")).toMatchObject({ isJson: false, bad: 2 });
    expect(readText("")).toMatchObject({ isJson: false, bad: 0 });
    expect(readText(`${JSON.stringify(load)}\n{"cut": `)).toMatchObject({ isJson: true, bad: 1 });
  });
});

describe("records", () => {
  test.each([
    ["name", { ...load, name: 5 }],
    ["an empty name", { ...load, name: "" }],
    ["no name", { fields: load.fields, timestamp: 5 }],
    ["fields", { ...load, fields: [] }],
    ["no fields", { ...load, fields: {} }],
    ["a field that is null", { ...load, fields: { a: null } }],
    ["a field that is an object", { ...load, fields: { a: {} } }],
    ["a field that is infinite", { ...load, fields: { a: Infinity } }],
    ["tags", { ...load, tags: "host" }],
    ["a tag", { ...load, tags: { host: 5 } }],
    ["timestamp", { ...load, timestamp: "now" }],
    ["a timestamp beyond 64 bits", { ...load, timestamp: 1e300 }],
    ["no object", 5],
  ])("a wrong type of %s costs that record alone", (_, wrong) => {
    const reading = read({ metrics: [load, wrong, net] });
    expect(names(reading)).toEqual(["system", "net"]);
    expect(reading.bad).toBe(1);
    expect(reading.errors).toEqual([{ record: 1, text: expect.any(String) }]);
  });

  test.each([
    [1_709_296_800, 1_709_296_800_000_000_000n],
    [1_709_296_800.5, 1_709_296_800_500_000_000n],
    [1_709_296_800_123, 1_709_296_800_123_000_000n],
    [1_709_296_800_123_456, 1_709_296_800_123_456_000n],
    [1_709_296_800_000_000_000, 1_709_296_800_000_000_000n],
    [99_999_999_999, 99_999_999_999_000_000_000n],
    [100_000_000_000, 100_000_000_000_000_000n],
    [99_999_999_999_999, 99_999_999_999_999_000_000n],
    [100_000_000_000_000, 100_000_000_000_000_000n],
    [99_999_999_999_999_984, 99_999_999_999_999_984_000n],
    [100_000_000_000_000_000, 100_000_000_000_000_000n],
    [0, 0n],
    [-1, -1_000_000_000n],
  ])("the timestamp %p is told by its size", (timestamp, ns) => {
    // Beyond the range of 64 bits the record is bad.
    const expected = ns < 2n ** 63n ? [ns] : [];
    const { points } = read({ ...load, timestamp });
    expect(points.map((point) => instantToNs(point.time))).toEqual(expected);
  });

  test("an empty tag is no tag, as in line protocol", () => {
    const [point] = read({ ...net, tags: { host: "a", label: "", "": "x" } }).points;
    expect(point?.series.tags).toEqual([{ key: "host", value: "a" }]);
  });

  test("a missing timestamp is the time of arrival, missing tags are none", () => {
    const [point] = read({ name: "mem", fields: { used: 1 } }).points;
    expect(point).toMatchObject({ time: arrival, series: { tags: [] } });
  });
});

describe("bounds", () => {
  test("records beyond the limit are not read, and counted once", () => {
    const reading = read({ metrics: [load, net, load, net, load] }, { maxRecords: 2 });
    expect(reading.points).toHaveLength(2);
    expect(reading.bad).toBe(1);
    const lines = readText(`${JSON.stringify(load)}\n`.repeat(5), { maxRecords: 2 });
    expect(lines.points).toHaveLength(2);
  });

  test("tags and fields are counted", () => {
    expect(read(load, { maxFields: 3 }).bad).toBe(1);
    expect(read(net, { maxTags: 1 }).bad).toBe(1);
  });

  test("all bad records are counted, the first few described", () => {
    const reading = read(Array.from({ length: 30 }, () => 5));
    expect(reading.bad).toBe(30);
    expect(reading.errors).toHaveLength(10);
  });

  test("any JSON value and any text is read without throwing", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ unit: "binary" }), (value, text) => {
        read(value);
        read({ metrics: [value] });
        read([{ ...load, fields: value }]);
        readText(text);
      }),
    );
  });
});

test("a shared cache gives equal names and tags one series and tells all others apart", () => {
  const cache = new SeriesCache({ maxSeries: 3 });
  const read = (name: string, tags: object) => {
    const metric = { name, tags, fields: { a: 1 }, timestamp: 1_700_000_000 };
    return readTelegrafJson(metric, { arrival, cache }).points[0]?.series;
  };
  const first = read("disk", { host: "c1", path: "/" });
  expect(read("disk", { host: "c1", path: "/" })).toBe(first);
  expect(read("disk", { host: "c1" })?.tags).toEqual([{ key: "host", value: "c1" }]);
  expect(read("disk", { path: "/", host: "c1" })?.key).toBe(first?.key);
  expect(read('disk","host', {})?.key).not.toBe(first?.key);
  expect(read("disk", { host: "c1", path: "/" })).toEqual(first);
});

test("tags nested deeper than can be written are refused as any that are no strings", () => {
  const deep = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
  const text = `{"name":"cpu","tags":{"host":${deep}},"fields":{"a":1},"timestamp":1}`;
  const reading = readTelegrafJsonText(text, { arrival });
  expect(reading.errors.map((error) => error.text)).toEqual(["'cpu': tag 'host' is no string"]);
});
