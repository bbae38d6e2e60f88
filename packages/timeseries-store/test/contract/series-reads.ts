import { describe, expect, test } from "@jest/globals";
import type { Aggregation } from "../../src/index.js";
import type { OpenStore } from "./opened-store.js";
import {
  aKey,
  downsampled,
  everything,
  joined,
  MINUTE_US,
  minutes,
  points,
  readAll,
  START_US,
  storeFactory,
} from "./series-fixture.js";

export function describeSeriesReads(openStore: OpenStore): void {
  describe("reads of points", () => {
    readsRanges(storeFactory(openStore));
    readsInPieces(storeFactory(openStore));
    takesSteps(storeFactory(openStore));
    refusesBadRequests(storeFactory(openStore));
    knowsTheLatest(storeFactory(openStore));
  });
}

function readsRanges(open: OpenStore): void {
  test.each([
    ["both ends are included", 2, 4, [2, 3, 4]],
    ["an empty range gives nothing", 4, 2, []],
    ["one instant", 3, 3, [3]],
    ["from before the first to beyond the last", 0, 100, [1, 2, 3, 4, 5]],
    ["a gap", 6, 100, []],
  ])("%s", async (_, fromUs, toUs, expected) => {
    const { store } = await open();
    const key = aKey();
    await store.series.put([points(key, [1, 1], [2, 2], [3, 3], [4, 4], [5, 5])]);
    const found = await readAll(store, { series: [key], fromUs, toUs });
    expect(found.flatMap(({ ts }) => ts)).toEqual(expected);
  });

  test("series come in the order asked, and those without points are left out", async () => {
    const { store } = await open();
    await store.series.put([points(aKey("b"), [1, 1]), points(aKey("a"), [2, 2])]);
    const series = [aKey("a"), aKey("missing"), aKey("b"), aKey("a")];
    expect(await readAll(store, { series })).toEqual([
      points(aKey("a"), [2, 2]),
      points(aKey("b"), [1, 1]),
      points(aKey("a"), [2, 2]),
    ]);
    const later = await readAll(store, { series: series.slice(0, 3), fromUs: 2 });
    expect(later).toEqual([points(aKey("a"), [2, 2])]);
  });

  test("points written after a compaction are read with those before it", async () => {
    const { store } = await open();
    const key = aKey();
    const all = minutes(key, 500);
    await store.series.put([
      { series: key, ts: all.ts.slice(0, 300), values: all.values.slice(0, 300) },
    ]);
    await store.compact();
    await store.series.put([{ series: key, ts: all.ts.slice(300), values: all.values.slice(300) }]);
    expect(await readAll(store, { series: [key] })).toEqual([all]);
    const fromUs = START_US + 250 * MINUTE_US;
    const toUs = START_US + 349 * MINUTE_US;
    const [part] = await readAll(store, { series: [key], fromUs, toUs });
    expect(part?.values).toEqual(all.values.slice(250, 350));
  });
}

function readsInPieces(open: OpenStore): void {
  test("a long series comes in several pieces that join without gap or overlap", async () => {
    const { store } = await open();
    const [long, short] = [minutes(aKey("long"), 30_000), minutes(aKey("short"), 2)];
    await store.series.put([long, short]);
    const sizes: number[] = [];
    for await (const piece of store.series.read({
      ...everything,
      series: [long.series, short.series],
    }))
      sizes.push(piece.ts.length);
    expect(sizes.length).toBeGreaterThan(2);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(20_000);
    expect(await readAll(store, { series: [long.series, short.series] })).toEqual([long, short]);
  });

  test("a read may be given up after its first piece", async () => {
    const { store } = await open();
    await store.series.put([minutes(aKey(), 30_000)]);
    for await (const piece of store.series.read({ ...everything, series: [aKey()] })) {
      expect(piece.ts.length).toBeGreaterThan(0);
      break;
    }
    expect((await store.stats()).points).toBe(30_000);
  });

  test("a read of more points than it may have ends with item_too_large", async () => {
    const { store } = await open();
    await store.series.put([minutes(aKey("a"), 10), minutes(aKey("b"), 10)]);
    const series = [aKey("a"), aKey("b")];
    expect(await readAll(store, { series, maxPoints: 20 })).toHaveLength(2);
    await expect(readAll(store, { series, maxPoints: 19 })).rejects.toMatchObject({
      code: "item_too_large",
    });
    const steps = { series, stepUs: MINUTE_US, aggregation: "max" as const };
    expect(await downsampled(store, { ...steps, maxPoints: 20 })).toHaveLength(2);
    await expect(downsampled(store, { ...steps, maxPoints: 19 })).rejects.toMatchObject({
      code: "item_too_large",
    });
  });
}

function takesSteps(open: OpenStore): void {
  test.each<[Aggregation, number[]]>([
    ["min", [1, 5, -2]],
    ["max", [4, 8, -2]],
    ["avg", [2.5, 6.5, -2]],
    ["last", [2, 7, -2]],
    ["sum", [10, 26, -2]],
    ["count", [4, 4, 1]],
  ])("steps of five minutes by %s", async (aggregation, expected) => {
    const { store } = await open();
    const key = aKey();
    const values = [1, 3, 4, 2, 5, 8, 6, 7, -2];
    const offsets = [0, 1, 2, 4, 5, 6, 8, 9, 20];
    const ts = offsets.map((offset) => START_US + offset * MINUTE_US);
    await store.series.put([{ series: key, ts, values }]);
    const starts = [0, 5, 20].map((offset) => START_US + offset * MINUTE_US);
    const wanted = [{ series: key, ts: starts, values: expected }];
    expect(await downsampled(store, { series: [key], aggregation })).toEqual(wanted);
    await store.compact();
    expect(await downsampled(store, { series: [key], aggregation })).toEqual(wanted);
  });

  test("a step begins at a multiple of its width, also before 1970 and when the range begins later", async () => {
    const { store } = await open();
    const key = aKey();
    await store.series.put([points(key, [-11, 1], [-10, 2], [-1, 3], [0, 4], [9, 5], [10, 6])]);
    const request = { series: [key], stepUs: 10, aggregation: "count" as const };
    expect(await downsampled(store, request)).toEqual([
      points(key, [-20, 1], [-10, 2], [0, 2], [10, 1]),
    ]);
    expect(await downsampled(store, { ...request, fromUs: -1, toUs: 9 })).toEqual([
      points(key, [-10, 1], [0, 2]),
    ]);
  });

  test("a step over many pieces is one point", async () => {
    const { store } = await open();
    const key = aKey();
    await store.series.put([minutes(key, 60_000)]);
    const stepUs = 100_000_000 * MINUTE_US;
    const [sum] = await downsampled(store, { series: [key], stepUs, aggregation: "sum" });
    expect(sum?.values).toEqual([(60_000 * 59_999) / 2]);
  });
}

function refusesBadRequests(open: OpenStore): void {
  test.each([
    ["a step of no width", { stepUs: 0 }],
    ["a step with a fraction", { stepUs: 1.5 }],
    ["a bound that is no integer", { fromUs: Number.NaN }],
    ["too many series", { series: Array.from({ length: 10_001 }, () => aKey()) }],
  ])("%s is refused", async (_, part) => {
    const { store } = await open();
    const request = {
      ...everything,
      series: [aKey()],
      stepUs: 1,
      aggregation: "min" as const,
      ...part,
    };
    await expect(joined(store.series.downsample(request))).rejects.toMatchObject({
      code: "invalid_argument",
    });
  });
}

function knowsTheLatest(open: OpenStore): void {
  test("the latest point of each series, in the order asked", async () => {
    const opened = await open();
    await opened.store.series.put([
      points(aKey("a"), [3, 30], [1, 10]),
      points(aKey("b"), [7, 0.5]),
    ]);
    await opened.store.series.put([points(aKey("a"), [2, 20])]);
    const keys = [aKey("b"), aKey("none"), aKey("a")];
    const expected = [{ ts: 7, value: 0.5 }, undefined, { ts: 3, value: 30 }];
    expect(await opened.store.series.latest(keys)).toEqual(expected);
    await opened.store.series.put([points(aKey("a"), [3, 31])]);
    expect(await opened.store.series.latest([aKey("a")])).toEqual([{ ts: 3, value: 31 }]);
    await opened.store.compact();
    await opened.store.series.put([points(aKey("a"), [3, 32])]);
    const store = await opened.reopen();
    expect(await store.series.latest([aKey("a")])).toEqual([{ ts: 3, value: 32 }]);
  });
}
