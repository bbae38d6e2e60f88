import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type DataQuery, readDataQuery, splitDataQuery, writeDataQuery } from "../../src/index.js";
import { anyQuery, aQuery } from "./query-fixture.js";

const measRef = "https://store.example.net/data/";

/** What a server sees: the value of `q` after decoding, `+` being a space. */
function asked(url: string): DataQuery | undefined {
  const q = new URL(url).searchParams.get("q") ?? undefined;
  const reading = readDataQuery(q, { mode: "strict", tolerant: false });
  return reading.kind === "query" ? reading.query : undefined;
}

describe("splitDataQuery", () => {
  test("a query that fits is one URL with everything percent-encoded that must be", () => {
    const query = { ...aQuery, ids: ["a+b;c d/é:1"] };
    const [only, ...more] = splitDataQuery({ measRef, query });
    expect(more).toEqual([]);
    expect(only?.url).toMatch(
      /^https:\/\/store\.example\.net\/data\/\?q=[A-Za-z0-9%:,/@_.*'()!~-]+$/,
    );
    expect(only?.url).toContain("a%2Bb%3Bc%20d/%C3%A9:1");
    expect(only?.query).toEqual(query);
  });

  test.each([
    ["https://h.example/data", "https://h.example/data?q="],
    ["https://h.example/data/", "https://h.example/data/?q="],
    ["https://h.example/data/?site=x", "https://h.example/data/?site=x&q="],
    ["https://h.example/data/?", "https://h.example/data/?q="],
    ["https://h.example/data/#top", "https://h.example/data/?q="],
    ["http://h.example:4334/a/data", "http://h.example:4334/a/data?q="],
  ])("%s is continued as %s", (from, start) => {
    const [only] = splitDataQuery({ measRef: from, query: aQuery });
    expect(only?.url.startsWith(`${start}%7B%22filters%22`)).toBe(true);
  });

  test("many ids are spread over URLs within 2000 characters, in order", () => {
    const ids = Array.from({ length: 500 }, (_, n) => `am.example.net_interface_pc${n}:eth1`);
    const parts = splitDataQuery({ measRef, query: { ...aQuery, ids } });
    expect(parts.flatMap(({ url }) => asked(url)?.ids)).toEqual(ids);
    expect(Math.max(...parts.map(({ url }) => url.length))).toBeLessThanOrEqual(2000);
    // Nearly full: no id more would have fitted.
    expect(Math.min(...parts.slice(0, -1).map(({ url }) => url.length))).toBeGreaterThan(1940);
  });

  test("events are split only when no id fits beside all of them", () => {
    const events = Array.from({ length: 60 }, (_, n) => `event_of_some_length_${n}`);
    const parts = splitDataQuery({
      measRef,
      query: { ...aQuery, events, ids: "*" },
      maxUrlChars: 500,
    });
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.flatMap(({ query }) => query.events)).toEqual(events);
    expect(parts.every(({ query }) => query.ids === "*")).toBe(true);
  });

  test("an id that fits into no URL is an error, and so is a measRef that is no HTTP URL", () => {
    const query = { ...aQuery, ids: ["x".repeat(2000)] };
    expect(() => splitDataQuery({ measRef, query })).toThrow("no URL of 2000 characters holds");
    for (const bad of ["", "/data/", "ftp://h.example/data", "https://", "urn:x"])
      expect(() => splitDataQuery({ measRef: bad, query: aQuery })).toThrow("is not an HTTP URL");
  });

  test("for any query the URLs are within the limit and ask each event of each id once", () => {
    fc.assert(
      fc.property(anyQuery, fc.integer({ min: 700, max: 2500 }), (query, maxUrlChars) => {
        const pairs = new Map<string, number>();
        for (const { url, query: part } of splitDataQuery({ measRef, query, maxUrlChars })) {
          expect(url.length).toBeLessThanOrEqual(maxUrlChars);
          expect(asked(url)).toEqual(part);
          const ids = part.ids === "*" ? ["*"] : part.ids;
          for (const key of ids.flatMap((id) => part.events.map((event) => `${event}:${id}`)))
            pairs.set(key, (pairs.get(key) ?? 0) + 1);
        }
        const ids = query.ids === "*" ? ["*"] : query.ids;
        const expected = ids.flatMap((id) => query.events.map((event) => `${event}:${id}`));
        expect([...pairs.keys()].sort()).toEqual(expected.sort());
        expect([...pairs.values()].every((count) => count === 1)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe("writeDataQuery", () => {
  test("writes what the original understands", () => {
    expect(writeDataQuery({ ...aQuery, ids: "*" })).toBe(
      '{"filters":{"eventType":["ops_monitoring:cpu_util"],"ts":{"gte":1000,"lte":1999},"obj":{"type":"node","id":["*"]}}}',
    );
  });

  test("refuses what would be read as something else", () => {
    expect(() => writeDataQuery({ ...aQuery, ids: ["a", "*"] })).toThrow("would mean all objects");
    expect(() => writeDataQuery({ ...aQuery, events: ["a:b"] })).toThrow('event "a:b" has a colon');
  });
});
