import { describe, expect, test } from "@jest/globals";
import type { OpenStore } from "./opened-store.js";
import { anObject } from "./info.js";
import { aKey, minutes, points, storeFactory } from "./series-fixture.js";

export function describeUpkeep(openStore: OpenStore): void {
  describe("upkeep", () => {
    const open = storeFactory(openStore);

    test("counts what there is", async () => {
      const { store } = await open();
      await store.series.put([minutes(aKey("a"), 10), minutes(aKey("b"), 5)]);
      await store.info.put([anObject("a")]);
      expect(await store.stats()).toMatchObject({
        infoObjects: 1,
        series: 2,
        points: 15,
        waitingWrites: 0,
      });
      expect((await store.stats()).bytes).toBeGreaterThan(0);
    });

    test("a check of a store in use finds nothing wrong", async () => {
      const { store } = await open();
      await store.series.put([minutes(aKey("a"), 1000)]);
      await store.compact();
      const writes = Promise.all([
        store.series.put([points(aKey("a"), [1, 1]), minutes(aKey("b"), 10)]),
        store.info.put([anObject("a", { references: [{ field: "f", type: "node", id: "b" }] })]),
      ]);
      expect((await store.check()).problems).toEqual([]);
      await writes;
      await store.series.removeBefore({ beforeUs: 10 });
      expect((await store.check()).problems).toEqual([]);
    });

    test("a closed store refuses every call as unavailable", async () => {
      const { store } = await open();
      await store.close();
      await store.close();
      const calls = [
        store.series.put([points(aKey(), [1, 1])]),
        store.series.latest([aKey()]),
        store.info.put([anObject("a")]),
        store.info.count({}),
        store.values.get("s", "k"),
        store.stats(),
      ];
      for (const call of await Promise.allSettled(calls))
        expect(call).toMatchObject({ status: "rejected", reason: { code: "unavailable" } });
    });

    test("writes that were under way when the store is closed are kept or refused, never half done", async () => {
      const opened = await open();
      const writes = Array.from({ length: 20 }, (_, index) =>
        opened.store.series.put([minutes(aKey(`n${index}`), 10)]),
      );
      const [outcomes] = await Promise.all([Promise.allSettled(writes), opened.store.close()]);
      const kept = outcomes.filter(({ status }) => status === "fulfilled").length;
      const store = await opened.reopen();
      const { points: count } = await store.stats();
      expect(count % 10).toBe(0);
      expect(count).toBeGreaterThanOrEqual(kept * 10);
    });
  });
}
