import { describe, expect, test } from "@jest/globals";
import type { OpenStore } from "./opened-store.js";
import { storeFactory } from "./series-fixture.js";

export function describeValues(openStore: OpenStore): void {
  describe("values", () => {
    const open = storeFactory(openStore);

    test("survive reopening, space by space and in order of their keys", async () => {
      const opened = await open();
      await opened.store.values.put("marks", [
        ["b", "2"],
        ["a", "1"],
      ]);
      await opened.store.values.put("other", [["a", ""]]);
      const store = await opened.reopen();
      expect(await store.values.entries("marks")).toEqual([
        ["a", "1"],
        ["b", "2"],
      ]);
      expect(await store.values.get("other", "a")).toBe("");
      expect(await store.values.get("other", "b")).toBeUndefined();
      expect(await store.values.entries("none")).toEqual([]);
      expect(await store.values.spaces()).toEqual(["marks", "other"]);
    });

    test("are replaced and removed together", async () => {
      const { store } = await open();
      await store.values.put("s", [
        ["a", "1"],
        ["b", "2"],
      ]);
      await store.values.put("s", [
        ["a", undefined],
        ["b", "3"],
        ["c", undefined],
      ]);
      expect(await store.values.entries("s")).toEqual([["b", "3"]]);
    });

    test("a write with a bad key changes nothing", async () => {
      const { store } = await open();
      const write = store.values.put("s", [
        ["a", "1"],
        ["b\0", "2"],
      ]);
      await expect(write).rejects.toMatchObject({ code: "invalid_argument" });
      expect(await store.values.spaces()).toEqual([]);
    });
  });
}
