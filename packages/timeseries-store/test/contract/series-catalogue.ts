import { describe, expect, test } from "@jest/globals";
import type { SeriesFilter, SeriesKey, TimeseriesStore } from "../../src/index.js";
import type { OpenStore } from "./opened-store.js";
import {
  aKey,
  minutes,
  MINUTE_US,
  points,
  readAll,
  START_US,
  storeFactory,
} from "./series-fixture.js";

export function describeSeriesCatalogue(openStore: OpenStore): void {
  describe("the catalogue and retention", () => {
    listsSeries(storeFactory(openStore));
    removesOldPoints(storeFactory(openStore));
    removesInSlices(storeFactory(openStore));
  });
}

async function listAll(
  store: TimeseriesStore,
  filter: SeriesFilter = {},
  limit = 2,
): Promise<SeriesKey[]> {
  const keys: SeriesKey[] = [];
  let page = await store.series.list({ ...filter, limit });
  for (;;) {
    keys.push(...page.series.map(({ series }) => series));
    if (page.cursor === undefined) return keys;
    page = await store.series.list({ ...filter, limit, cursor: page.cursor });
  }
}

function listsSeries(open: OpenStore): void {
  const keys = [
    aKey("Z"),
    aKey("a"),
    aKey("é"),
    aKey("\uffee"),
    aKey("\u{1f600}"),
    aKey("a", "mem_used_kb"),
    aKey("a", "cpu_util", "store-1"),
    { ...aKey("a"), objectType: "interface" },
  ];

  test("is in order of source, type, event and id by code point, page by page", async () => {
    const { store } = await open();
    await store.series.put(keys.map((key) => points(key, [1, 1])));
    const expected = [7, 0, 1, 2, 3, 4, 5, 6].map((index) => keys[index]);
    expect(await listAll(store)).toEqual(expected);
    await store.compact();
    expect(await listAll(store, {}, 3)).toEqual(expected);
  });

  test.each<[string, SeriesFilter, number[]]>([
    ["source", { source: "store-1" }, [6]],
    ["type", { objectType: "interface" }, [7]],
    ["events", { events: ["mem_used_kb", "other"] }, [5]],
    ["ids", { objectIds: ["a", "Z"], source: "", objectType: "node" }, [0, 1, 5]],
    ["no event at all", { events: [] }, []],
  ])("is narrowed by %s", async (_, filter, expected) => {
    const { store } = await open();
    await store.series.put(keys.map((key) => points(key, [1, 1])));
    expect(await listAll(store, filter)).toEqual(expected.map((index) => keys[index]));
  });

  test("tells the first and the last point of a series", async () => {
    const { store } = await open();
    await store.series.put([points(aKey(), [5, 50], [9, 90])]);
    await store.compact();
    await store.series.put([points(aKey(), [2, 20], [9, 91])]);
    const { series } = await store.series.list({});
    expect(series).toEqual([{ series: aKey(), firstUs: 2, lastUs: 9, lastValue: 91 }]);
  });

  test.each([
    ["a limit of 0", { limit: 0 }],
    ["a limit of 10,001", { limit: 10_001 }],
    ["a foreign cursor", { cursor: "nonsense" }],
  ])("%s is refused", async (_, page) => {
    const { store } = await open();
    await expect(store.series.list(page)).rejects.toMatchObject({ code: "invalid_argument" });
  });
}

function removesOldPoints(open: OpenStore): void {
  test.each([["new points"], ["points in chunks"]])(
    "removes %s before an instant",
    async (which) => {
      const opened = await open();
      const key = aKey();
      await opened.store.series.put([minutes(key, 300)]);
      if (which === "points in chunks") await opened.store.compact();
      const beforeUs = START_US + 100 * MINUTE_US;
      expect(await opened.store.series.removeBefore({ beforeUs })).toBe(100);
      expect(await opened.store.series.removeBefore({ beforeUs })).toBe(0);
      const expectRest = async (store: TimeseriesStore): Promise<void> => {
        const [left] = await readAll(store, { series: [key] });
        expect([left?.ts[0], left?.ts.length]).toEqual([beforeUs, 200]);
        const { series } = await store.series.list({});
        expect(series[0]?.firstUs).toBe(beforeUs);
        expect((await store.stats()).points).toBe(200);
      };
      await expectRest(opened.store);
      await expectRest(await opened.reopen());
    },
  );

  test("a series that lost all its points is gone, and can come back", async () => {
    const opened = await open();
    const key = aKey();
    await opened.store.series.put([minutes(key, 10)]);
    expect(await opened.store.series.removeBefore({ beforeUs: START_US * 2 })).toBe(10);
    expect(await opened.store.series.latest([key])).toEqual([undefined]);
    expect((await opened.store.series.list({})).series).toEqual([]);
    await opened.store.compact();
    await opened.store.series.put([points(key, [1, 1])]);
    const store = await opened.reopen();
    expect(await readAll(store, { series: [key] })).toEqual([points(key, [1, 1])]);
    expect((await store.stats()).series).toBe(1);
  });

  test("a filter spares the other series", async () => {
    const { store } = await open();
    await store.series.put([minutes(aKey("a"), 5), minutes(aKey("b"), 5)]);
    const filter = { objectIds: ["a"] };
    expect(await store.series.removeBefore({ beforeUs: START_US * 2, filter })).toBe(5);
    expect(await listAll(store)).toEqual([aKey("b")]);
  });
}

function removesInSlices(open: OpenStore): void {
  test("a removal takes about as much as its limit, until nothing is left", async () => {
    const { store } = await open();
    const keys = ["a", "b", "c", "d"].map((id) => aKey(id));
    await store.series.put(keys.map((key) => minutes(key, 1000)));
    await store.compact();
    const beforeUs = START_US + 900 * MINUTE_US;
    let removed = 0;
    for (let rounds = 0; rounds < 100; rounds++) {
      const count = await store.series.removeBefore({ beforeUs, limit: 500 });
      expect(count).toBeLessThanOrEqual(1500);
      removed += count;
      if (count < 500) break;
    }
    expect(removed).toBe(3600);
    expect((await store.stats()).points).toBe(400);
  });
}
