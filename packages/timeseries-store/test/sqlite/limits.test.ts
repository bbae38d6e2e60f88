import { afterEach, describe, expect, test } from "@jest/globals";
import { migrations } from "../../src/sqlite/migrations.js";
import { WorkerClient } from "../../src/sqlite/worker-client.js";
import { defaultSqliteLimits, type SqliteStoreOptions } from "../../src/index.js";
import { aKey, minutes, points, readAll, START_US } from "../contract/series-fixture.js";
import { aSqliteStore, type OpenedSqlite } from "./sqlite-fixture.js";

const opened: OpenedSqlite[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.dispose();
});

async function aStore(options: Partial<SqliteStoreOptions>): Promise<OpenedSqlite> {
  const one = await aSqliteStore(options);
  opened.push(one);
  return one;
}

const unavailable = { status: "rejected", reason: { code: "unavailable" } };

describe("bounds of writing", () => {
  test("writes beyond maxWaitingWrites are refused, the others are kept", async () => {
    const { store } = await aStore({ maxWaitingWrites: 3 });
    const writes = [1, 2, 3, 4].map((at) => store.series.put([points(aKey(), [at, at])]));
    const outcomes = await Promise.allSettled(writes);
    expect(outcomes[3]).toMatchObject(unavailable);
    expect((await store.stats()).points).toBe(3);
    await store.series.put([points(aKey(), [4, 4])]);
  });

  test("points beyond maxWaitingPoints are refused, but never a single write", async () => {
    const { store } = await aStore({ maxWaitingPoints: 10 });
    const writes = [store.series.put([minutes(aKey("a"), 50)])];
    writes.push(store.series.put([minutes(aKey("b"), 1)]));
    expect(await Promise.allSettled(writes)).toMatchObject([{ status: "fulfilled" }, unavailable]);
  });

  test("a write larger than maxPutPoints is refused as too large", async () => {
    const { store } = await aStore({ maxPutPoints: 10 });
    const write = store.series.put([minutes(aKey(), 11)]);
    await expect(write).rejects.toMatchObject({ code: "item_too_large" });
  });

  test("a series beyond maxSeries is refused, points of the others are not", async () => {
    const { store } = await aStore({ maxSeries: 2 });
    const [a, b, c] = ["a", "b", "c"].map((id) => points(aKey(id), [1, 1]));
    if (a === undefined || b === undefined || c === undefined) throw new Error("three series");
    await store.series.put([a, b]);
    await expect(store.series.put([c])).rejects.toMatchObject({ code: "storage_full" });
    await store.series.put([points(aKey("a"), [2, 2])]);
    await store.series.removeBefore({ beforeUs: 2, filter: { objectIds: ["b"] } });
    await store.compact();
    await store.series.put([c]);
  });

  test("a log longer than flushBytes goes into chunks by itself", async () => {
    const { store } = await aStore({ flushBytes: 4096, slicePoints: 100 });
    const key = aKey();
    const all = minutes(key, 6000);
    for (let from = 0; from < 6000; from += 300)
      await store.series.put([
        {
          series: key,
          ts: all.ts.slice(from, from + 300),
          values: all.values.slice(from, from + 300),
        },
      ]);
    expect(await readAll(store, { series: [key] })).toEqual([all]);
    expect((await store.check()).problems).toEqual([]);
  });
});

describe("a full disk", () => {
  test("is told to the writer, what is there stays readable, and room lets writes go on", async () => {
    const full = await aStore({ maxFileBytes: 2_000_000, flushBytes: 200_000 });
    const { store } = full;
    const key = aKey();
    let written = 0;
    const fill = async (): Promise<void> => {
      for (;;) {
        const batch = minutes(key, 1000, START_US + written * 60_000_000);
        await store.series.put([{ ...batch, values: batch.values.map(() => Math.random()) }]);
        written += 1000;
      }
    };
    await expect(fill()).rejects.toMatchObject({ code: "storage_full" });
    const [found] = await readAll(store, { series: [key] });
    expect(found?.ts.length).toBe(written);
    await expect(store.values.put("s", [["k", "x".repeat(2_000_000)]])).rejects.toMatchObject({
      code: "storage_full",
    });

    const beforeUs = START_US + (written / 2) * 60_000_000;
    await store.series.removeBefore({ beforeUs, limit: written });
    await store.compact();
    await store.series.put([points(key, [START_US * 2, 1])]);
    const again = await full.reopen();
    expect((await again.stats()).points).toBe(written / 2 + 1);
    expect((await again.check()).problems).toEqual([]);
  });
});

describe("a worker that dies", () => {
  test("fails what is under way and what follows, as unavailable", async () => {
    const { file, store } = await aStore({});
    await store.close();
    const setup = { file, migrations: migrations(), durability: "full" as const };
    const client = await WorkerClient.start(
      { ...defaultSqliteLimits, ...setup, maxFileBytes: undefined },
      defaultSqliteLimits,
    );
    const underWay = client.call("compact");
    client.terminate();
    expect(await Promise.allSettled([underWay])).toMatchObject([unavailable]);
    expect(await Promise.allSettled([client.call("stats")])).toMatchObject([unavailable]);
    expect(() => client.admit(1)).toThrow("the worker of the store is gone");
    await client.close();
  });
});
