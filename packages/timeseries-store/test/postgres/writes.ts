import { afterEach, describe, expect, test } from "@jest/globals";
import type { SeriesPoints, TimeseriesStore } from "../../src/index.js";
import type { OpenedStore } from "../contract/opened-store.js";
import { aKey, minutes, points, readAll } from "../contract/series-fixture.js";
import type { StoreOptions, TestDatabase } from "./test-database.js";

type OpenTwo = (
  options?: StoreOptions,
) => Promise<readonly [one: TimeseriesStore, other: TimeseriesStore]>;

export function describeWrites(database: TestDatabase): void {
  describe("writes of several processes", () => {
    const openTwo = twoStores(database);
    mergesWhatLookedNew(openTwo);
    countsEachPointOnce(openTwo);
  });
  describe("writes of one process", () => {
    boundsWhatWaits(twoStores(database));
  });
}

/** Opens two stores over the same tables and removes them after each test. */
function twoStores(database: TestDatabase): OpenTwo {
  const opened: OpenedStore[] = [];
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.dispose();
  });
  return async (options = {}) => {
    const schema = database.newSchema();
    const one = await database.openStore({ ...options, schema });
    const other = await database.openStore({ ...options, schema });
    opened.push(one, other);
    return [one.store, other.store];
  };
}

function mergesWhatLookedNew(openTwo: OpenTwo): void {
  test("points that another process wrote since are merged although they looked new", async () => {
    const [one, other] = await openTwo();
    const key = aKey();
    await one.series.put([points(key, [1, 1])]);
    await other.series.put([minutes(key, 5000)]);
    const late = minutes(key, 6000);
    const values = late.values.map((value, index) => (index < 100 ? -1 : value));
    expect(await one.series.put([{ ...late, values }])).toEqual({
      inserted: 1000,
      duplicates: 4900,
      replaced: 100,
    });
    const [all] = await readAll(other, { series: [key], fromUs: 2 });
    expect(all).toEqual({ ...late, values });
  });
}

function countsEachPointOnce(openTwo: OpenTwo): void {
  test.each([
    ["few", 20],
    ["many", 3000],
  ])("%s points written by two at the same time are each inserted once", async (_, count) => {
    const [one, other] = await openTwo({ maxConcurrentWrites: 3 });
    const batch = ["a", "b", "c"].map((id) => minutes(aKey(id), count));
    const reversed = [...batch].reverse();
    const writes = [one, other, one, other, one, other].map((store, index) =>
      store.series.put(index % 2 === 0 ? batch : reversed),
    );
    const reports = await Promise.all(writes);
    expect(sum(reports.map(({ inserted }) => inserted))).toBe(3 * count);
    expect(sum(reports.map(({ duplicates }) => duplicates))).toBe(5 * 3 * count);
  });

  test("two that replace each other's values in opposite order both get through", async () => {
    const [one, other] = await openTwo({ maxConcurrentWrites: 2 });
    const keys = Array.from({ length: 50 }, (__, index) => aKey(`n${index}`));
    const batch = (value: number): SeriesPoints[] => keys.map((key) => points(key, [1, value]));
    await one.series.put(batch(0));
    const writes = Array.from({ length: 20 }, (__, index) =>
      (index % 2 === 0 ? one : other).series.put(
        index % 2 === 0 ? batch(index + 1) : batch(index + 1).reverse(),
      ),
    );
    for (const report of await Promise.all(writes)) {
      expect(report).toEqual({ inserted: 0, duplicates: 0, replaced: 50 });
    }
  });

  test("objects written by two at the same time are each inserted once", async () => {
    const [one, other] = await openTwo();
    const objects = Array.from({ length: 700 }, (__, index) => ({
      source: "",
      type: "node",
      id: `n${index}`,
      tsUs: 1,
      document: "{}",
      references: [],
    }));
    const reports = await Promise.all([one, other].map((store) => store.info.put(objects)));
    expect(reports).toContainEqual({ inserted: 700, updated: 0, unchanged: 0 });
    expect(reports).toContainEqual({ inserted: 0, updated: 0, unchanged: 700 });
  });
}

function boundsWhatWaits(openTwo: OpenTwo): void {
  test("a write beyond those that may wait is refused, the others are done", async () => {
    const [store] = await openTwo({ maxWaitingWrites: 2 });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 5 }, (__, index) => store.series.put([points(aKey(), [index, 1])])),
    );
    expect(outcomes.map(({ status }) => status)).toEqual([
      ...["fulfilled", "fulfilled", "fulfilled"],
      ...["rejected", "rejected"],
    ]);
    expect(outcomes[4]).toMatchObject({ reason: { code: "unavailable" } });
    expect((await store.stats()).points).toBe(3);
  });

  test("a batch of several hundred thousand points is one write", async () => {
    const [store] = await openTwo();
    const batch = Array.from({ length: 40 }, (__, index) => minutes(aKey(`n${index}`), 5000));
    expect(await store.series.put(batch)).toMatchObject({ inserted: 200_000 });
    expect(await store.series.put(batch)).toMatchObject({ duplicates: 200_000 });
    expect(await countPoints(store, batch)).toBe(200_000);
  });
}

async function countPoints(
  store: TimeseriesStore,
  batch: readonly SeriesPoints[],
): Promise<number> {
  const all = await readAll(store, { series: batch.map(({ series }) => series) });
  return sum(all.map(({ ts }) => ts.length));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
