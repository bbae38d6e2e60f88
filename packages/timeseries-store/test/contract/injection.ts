import { describe, expect, test } from "@jest/globals";
import type { TimeseriesStore } from "../../src/index.js";
import { anObject } from "./info.js";
import type { OpenStore } from "./opened-store.js";
import { points, readAll, storeFactory } from "./series-fixture.js";

/** Texts that mean something to SQL, to its wildcards, to COPY or to JSON. */
const TEXTS = [
  "'",
  "''; DROP TABLE series; --",
  "x' OR '1'='1",
  '"; DELETE FROM info; --',
  "1) UNION SELECT * FROM series --",
  "%",
  "_",
  "\\",
  "\\.",
  "\\N",
  "a\tb\nc\rd",
  "$1 ? :name @x",
  "/* */",
  "{}[],\"\\'",
  "null",
  "",
  "\u202e\u0001\u007f",
];

export function describeInjection(openStore: OpenStore): void {
  describe("texts that mean something to SQL", () => {
    const open = storeFactory(openStore);

    test("are data in every field of a series", async () => {
      const { store } = await open();
      const keys = TEXTS.flatMap((text) => [
        { source: text, objectType: "t", event: "e", objectId: "i" },
        { source: "s", objectType: text, event: text, objectId: "i" },
        { source: "s", objectType: "t", event: "e", objectId: text },
      ]);
      await store.series.put(keys.map((key, index) => points(key, [1, index])));
      expect(await readAll(store, { series: keys })).toEqual(
        keys.map((key, index) => points(key, [1, index])),
      );
      for (const text of TEXTS) await findsOnly(store, text);
    });

    test("are data in every field of an object and of a value", async () => {
      const { store } = await open();
      const objects = TEXTS.map((text) =>
        anObject(text, {
          source: text,
          type: text,
          urn: text,
          document: text,
          references: [{ field: text, type: text, id: text, urn: text }],
        }),
      );
      await store.info.put(objects);
      await store.values.put(
        "'",
        TEXTS.map((text) => [text, text] as const),
      );
      for (const [index, text] of TEXTS.entries()) {
        const { references, ...stored } = objects[index] ?? anObject(text);
        expect(await store.info.get(stored)).toEqual(stored);
        expect(await store.info.findByUrn(text)).toEqual([stored]);
        const filter = { source: text, type: text, urn: text, idPrefix: text };
        expect((await store.info.list(filter)).objects).toEqual([stored]);
        expect(await store.info.referrers({ type: text, id: text })).toHaveLength(1);
        expect(await store.info.referencesOf([stored])).toEqual([references]);
        expect(await store.values.get("'", text)).toBe(text);
      }
      expect((await store.check()).problems).toEqual([]);
    });
  });
}

async function findsOnly(store: TimeseriesStore, text: string): Promise<void> {
  const bySource = await store.series.list({ source: text });
  expect(bySource.series.map(({ series }) => series.source)).toEqual([text]);
  const byId = await store.series.list({ events: ["e"], objectIds: [text], source: "s" });
  expect(byId.series.map(({ series }) => series.objectId)).toEqual([text]);
  expect(await store.series.removeBefore({ beforeUs: 0, filter: { objectType: text } })).toBe(0);
}
