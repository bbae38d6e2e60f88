import { describe, expect, test } from "@jest/globals";
import type { OpenStore } from "./opened-store.js";
import { aKey, minutes, points, readAll, START_US, storeFactory } from "./series-fixture.js";

export function describeSeriesWrites(openStore: OpenStore): void {
  describe("writes of points", () => {
    countsWhatBecameOfPoints(storeFactory(openStore));
    countsLatePoints(storeFactory(openStore));
    keepsPointsExactly(storeFactory(openStore));
    refusesWhatCannotBeKept(storeFactory(openStore));
  });
}

function countsWhatBecameOfPoints(open: OpenStore): void {
  test("tells inserted, duplicate and replaced points apart", async () => {
    const { store } = await open();
    const key = aKey();
    expect(await store.series.put([points(key, [1, 1], [2, 2], [3, 3])])).toEqual({
      inserted: 3,
      duplicates: 0,
      replaced: 0,
    });
    expect(await store.series.put([points(key, [2, 2], [3, 30], [4, 4])])).toEqual({
      inserted: 1,
      duplicates: 1,
      replaced: 1,
    });
    expect(await readAll(store, { series: [key] })).toEqual([
      points(key, [1, 1], [2, 2], [3, 30], [4, 4]),
    ]);
  });

  test("the last of several points of one instant in a batch counts", async () => {
    const { store } = await open();
    const [a, b, c] = [aKey("a"), aKey("b"), aKey("c")];
    const batch = [
      points(a, [1, 1], [1, 2]),
      points(b, [1, 1], [1, 1]),
      points(c, [1, 5]),
      points(c, [1, 6]),
    ];
    expect(await store.series.put(batch)).toEqual({ inserted: 3, duplicates: 1, replaced: 2 });
    expect(await readAll(store, { series: [a, b, c] })).toEqual([
      points(a, [1, 2]),
      points(b, [1, 1]),
      points(c, [1, 6]),
    ]);
  });

  test("points in any order are read in order of time", async () => {
    const { store } = await open();
    const key = aKey();
    await store.series.put([points(key, [5, 5], [1, 1], [3, 3])]);
    await store.series.put([points(key, [4, 4], [2, 2], [6, 6], [0, 0])]);
    const [series] = await readAll(store, { series: [key] });
    expect(series?.ts).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(series?.values).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });
}

function countsLatePoints(open: OpenStore): void {
  test("a late batch into a long series is counted and merged", async () => {
    const { store } = await open();
    const key = aKey();
    await store.series.put([minutes(key, 1000)]);
    await store.compact();
    const late = { series: key, ts: [] as number[], values: [] as number[] };
    for (let index = 0; index < 300; index++) {
      late.ts.push(START_US + index * 30_000_000);
      late.values.push(index % 4 === 0 ? index / 2 : -1);
    }
    // Even ones are there already: every fourth with this value, the others with another one.
    expect(await store.series.put([late])).toEqual({ inserted: 150, duplicates: 75, replaced: 75 });
    await store.compact();
    expect(await store.series.put([late])).toEqual({ inserted: 0, duplicates: 300, replaced: 0 });
    const [series] = await readAll(store, { series: [key] });
    expect(series?.ts.length).toBe(1150);
    expect((await store.stats()).points).toBe(1150);
  });

  test("writes at the same time are all counted right", async () => {
    const { store } = await open();
    const key = aKey();
    const reports = await Promise.all(
      Array.from({ length: 20 }, () => store.series.put([minutes(key, 50)])),
    );
    const inserted = reports.reduce((sum, report) => sum + report.inserted, 0);
    const duplicates = reports.reduce((sum, report) => sum + report.duplicates, 0);
    expect([inserted, duplicates]).toEqual([50, 950]);
  });
}

function keepsPointsExactly(open: OpenStore): void {
  test("times to the microsecond and values to the last bit survive reopening", async () => {
    const opened = await open();
    const key = aKey();
    const kept = points(
      key,
      [-1, 1],
      [0, 0.1],
      [1_391_192_225_475_202, 1 / 3],
      [1_391_192_225_475_203, 5e-324],
      [Number.MAX_SAFE_INTEGER - 1, Number.MAX_VALUE],
      [Number.MAX_SAFE_INTEGER, 2 ** 53 + 2],
    );
    await opened.store.series.put([kept]);
    expect(await readAll(opened.store, { series: [key] })).toEqual([kept]);
    const store = await opened.reopen();
    expect(await readAll(store, { series: [key] })).toEqual([kept]);
    await store.compact();
    expect(await readAll(store, { series: [key] })).toEqual([kept]);
  });

  test("an empty batch and a series without points change nothing", async () => {
    const { store } = await open();
    const none = { inserted: 0, duplicates: 0, replaced: 0 };
    expect(await store.series.put([])).toEqual(none);
    expect(await store.series.put([points(aKey())])).toEqual(none);
    expect((await store.series.list({})).series).toEqual([]);
  });

  test("series that differ in one part of their key are apart", async () => {
    const { store } = await open();
    const keys = [
      aKey("a"),
      aKey("b"),
      aKey("a", "mem_used_kb"),
      aKey("a", "cpu_util", "store"),
      { ...aKey("a"), objectType: "interface" },
    ];
    await store.series.put(keys.map((key, index) => points(key, [1, index])));
    expect(await readAll(store, { series: keys })).toEqual(
      keys.map((key, index) => points(key, [1, index])),
    );
  });
}

function refusesWhatCannotBeKept(open: OpenStore): void {
  test.each([
    ["a time with a fraction", { ts: [1.5], values: [1] }],
    ["a time beyond 2^53", { ts: [2 ** 53], values: [1] }],
    ["a value that is not a number", { ts: [1], values: [Number.NaN] }],
    ["an infinite value", { ts: [1], values: [Number.POSITIVE_INFINITY] }],
    ["columns of unequal length", { ts: [1, 2], values: [1] }],
  ])("%s is refused, and with it the whole batch", async (_, columns) => {
    const { store } = await open();
    const batch = [points(aKey("good"), [1, 1]), { series: aKey("bad"), ...columns }];
    await expect(store.series.put(batch)).rejects.toMatchObject({ code: "invalid_argument" });
    expect((await store.series.list({})).series).toEqual([]);
  });

  test.each([
    ["with the character NUL", "a\0b"],
    ["with half a surrogate pair", "a\ud800"],
    ["of 513 characters", "x".repeat(513)],
  ])("an id %s is refused", async (_, id) => {
    const { store } = await open();
    await expect(store.series.put([points(aKey(id), [1, 1])])).rejects.toMatchObject({
      code: "invalid_argument",
    });
  });
}
