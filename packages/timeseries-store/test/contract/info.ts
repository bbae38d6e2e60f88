import { describe, expect, test } from "@jest/globals";
import type { InfoFilter, InfoKey, InfoObject, TimeseriesStore } from "../../src/index.js";
import type { OpenStore } from "./opened-store.js";
import { storeFactory } from "./series-fixture.js";

export function anObject(id: string, more: Partial<InfoObject> = {}): InfoObject {
  const document = more.document ?? JSON.stringify({ id });
  return { source: "", type: "node", id, tsUs: 1000, references: [], ...more, document };
}

export function describeInfo(openStore: OpenStore): void {
  describe("inventory", () => {
    writesObjects(storeFactory(openStore));
    findsObjects(storeFactory(openStore));
    listsObjects(storeFactory(openStore));
    findsReferrers(storeFactory(openStore));
    forgetsObjects(storeFactory(openStore));
    ages(storeFactory(openStore));
  });
}

const keyOf = ({ source, type, id }: InfoKey): InfoKey => ({ source, type, id });

function writesObjects(open: OpenStore): void {
  test("what is written twice is unchanged, what differs is updated", async () => {
    const { store } = await open();
    const [a, b] = [anObject("a"), anObject("b", { urn: "urn:b" })];
    expect(await store.info.put([a, b])).toEqual({ inserted: 2, updated: 0, unchanged: 0 });
    const changed = [a, { ...b, tsUs: 2000 }, anObject("c")];
    expect(await store.info.put(changed)).toEqual({ inserted: 1, updated: 1, unchanged: 1 });
    expect(await store.info.put([])).toEqual({ inserted: 0, updated: 0, unchanged: 0 });
    expect((await store.stats()).infoObjects).toBe(3);
  });

  test("a document comes back byte for byte, after reopening too", async () => {
    const opened = await open();
    const document = '{ "b":1,\t"a" : "\\u0000 é \u{1f600}", "n": 1.50 }\r\n';
    const object = anObject("a", { document, urn: "urn:publicid:IDN+x+node+a" });
    await opened.store.info.put([object]);
    const store = await opened.reopen();
    const { references: _, ...stored } = object;
    expect(await store.info.get(keyOf(object))).toEqual(stored);
  });

  test("the last of several objects of one key in a write counts", async () => {
    const { store } = await open();
    await store.info.put([anObject("a", { tsUs: 1 }), anObject("a", { tsUs: 2 })]);
    expect((await store.info.get(anObject("a")))?.tsUs).toBe(2);
    expect((await store.stats()).infoObjects).toBe(1);
  });

  test.each([
    ["a time with a fraction", { tsUs: 0.5 }],
    ["an id with the character NUL", { id: "a\0" }],
    ["a document with the character NUL", { document: "\0" }],
    ["a reference to nothing", { references: [{ field: "f", type: "node" }] }],
  ])("%s is refused, and the whole write with it", async (_, more) => {
    const { store } = await open();
    const write = store.info.put([anObject("good"), anObject("bad", more)]);
    await expect(write).rejects.toMatchObject({ code: "invalid_argument" });
    expect(await store.info.count({})).toBe(0);
  });
}

function findsObjects(open: OpenStore): void {
  test("many objects are found in the order of their keys", async () => {
    const { store } = await open();
    await store.info.put([anObject("a"), anObject("b"), anObject("a", { source: "s" })]);
    const keys = [anObject("b"), anObject("x"), anObject("a", { source: "s" })];
    const found = await store.info.getMany(keys);
    expect(found.map((object) => object?.source)).toEqual(["", undefined, "s"]);
    expect(await store.info.get(anObject("x"))).toBeUndefined();
    expect(await store.info.getMany([])).toEqual([]);
    const tooMany = Array.from({ length: 10_001 }, () => anObject("a"));
    await expect(store.info.getMany(tooMany)).rejects.toMatchObject({ code: "invalid_argument" });
  });

  test("objects of several sources are found by their URN", async () => {
    const { store } = await open();
    await store.info.put([
      anObject("a", { source: "t", urn: "urn:1" }),
      anObject("b", { urn: "urn:1" }),
      anObject("c", { urn: "urn:2" }),
    ]);
    const found = await store.info.findByUrn("urn:1");
    expect(found.map(({ id }) => id)).toEqual(["b", "a"]);
    expect(await store.info.findByUrn("urn:3")).toEqual([]);
  });
}

async function listIds(
  store: TimeseriesStore,
  filter: InfoFilter,
  limit = 2,
): Promise<readonly string[]> {
  const ids: string[] = [];
  let page = await store.info.list({ ...filter, limit });
  for (;;) {
    ids.push(...page.objects.map(({ source, type, id }) => `${source}/${type}/${id}`));
    if (page.cursor === undefined) return ids;
    page = await store.info.list({ ...filter, limit, cursor: page.cursor });
  }
}

function listsObjects(open: OpenStore): void {
  const objects = [
    anObject("b", { tsUs: 5000 }),
    anObject("B"),
    anObject("ba", { urn: "urn:ba" }),
    anObject("b%"),
    anObject("link", { type: "link" }),
    anObject("far", { source: "z" }),
  ];

  test.each<[string, InfoFilter, string[]]>([
    ["all", {}, ["/link/link", "/node/B", "/node/b", "/node/b%", "/node/ba", "z/node/far"]],
    ["by type", { type: "link" }, ["/link/link"]],
    ["by source", { source: "z" }, ["z/node/far"]],
    ["by the beginning of the id", { idPrefix: "b" }, ["/node/b", "/node/b%", "/node/ba"]],
    ["by a beginning with a wildcard", { idPrefix: "b%" }, ["/node/b%"]],
    ["by URN", { urn: "urn:ba" }, ["/node/ba"]],
    ["by time", { changedSinceUs: 5000 }, ["/node/b"]],
    ["by an empty beginning", { idPrefix: "", type: "link" }, ["/link/link"]],
  ])("%s, page by page in order, and counts the same", async (_, filter, expected) => {
    const { store } = await open();
    await store.info.put(objects);
    expect(await listIds(store, filter)).toEqual(expected);
    expect(await store.info.count(filter)).toBe(expected.length);
  });

  test.each([[{ limit: 0 }], [{ limit: 10_001 }], [{ limit: 1.5 }], [{ cursor: "nonsense" }]])(
    "the page %j is refused",
    async (page) => {
      const { store } = await open();
      await expect(store.info.list(page)).rejects.toMatchObject({ code: "invalid_argument" });
    },
  );
}

function findsReferrers(open: OpenStore): void {
  const link = (id: string, source = "") =>
    anObject(id, {
      source,
      type: "link",
      references: [
        { field: "endpoints", type: "node", id: "n1" },
        { field: "endpoints", type: "node", id: "n2", urn: "urn:n2" },
        { field: "parent", type: "link", id: "n1" },
      ],
    });

  test("objects that name another one are found by id or by URN, once per field", async () => {
    const { store } = await open();
    await store.info.put([link("l2"), link("l1", "other"), anObject("n1")]);
    const back = (id: string, source = "", field = "endpoints") => ({
      source,
      type: "link",
      id,
      field,
    });
    const both = [back("l2"), back("l1", "other")];
    expect(await store.info.referrers({ type: "node", id: "n1" })).toEqual(both);
    expect(await store.info.referrers({ type: "node", urn: "urn:n2" })).toEqual(both);
    expect(await store.info.referrers({ type: "node", id: "n2", urn: "urn:n2" })).toEqual(both);
    expect(await store.info.referrers({ type: "link", id: "n1" })).toEqual([
      back("l2", "", "parent"),
      back("l1", "other", "parent"),
    ]);
    expect(await store.info.referrers({ type: "node", id: "n3" })).toEqual([]);
    expect(await store.info.referrers({ type: "node" })).toEqual([]);
  });

  test("references are replaced with their object and can be read back", async () => {
    const { store } = await open();
    const references = [{ field: "endpoints", type: "node", urn: "urn:n9" }];
    await store.info.put([link("l1")]);
    expect(await store.info.referencesOf([link("l1"), link("none")])).toEqual([
      link("l1").references,
      [],
    ]);
    await store.info.put([{ ...link("l1"), references }]);
    expect(await store.info.referencesOf([link("l1")])).toEqual([references]);
    expect(await store.info.referrers({ type: "node", id: "n1" })).toEqual([]);
    expect(await store.info.referrers({ type: "node", urn: "urn:n9" })).toHaveLength(1);
  });

  test("objects that are gone or removed refer to nothing", async () => {
    const { store } = await open();
    await store.info.put([link("l1"), link("l2")]);
    await store.info.markGone([link("l1")], 5);
    expect(await store.info.referrers({ type: "node", id: "n1" })).toHaveLength(1);
    await store.info.remove([link("l2")]);
    expect(await store.info.referrers({ type: "node", id: "n1" })).toEqual([]);
  });
}

function forgetsObjects(open: OpenStore): void {
  test("an object that is gone is not listed unless asked for, and is there again when written", async () => {
    const { store } = await open();
    await store.info.put([anObject("a"), anObject("b")]);
    const keys = [anObject("a"), anObject("none")];
    expect(await store.info.markGone(keys, 7000)).toBe(1);
    expect(await store.info.markGone(keys, 8000)).toBe(0);
    expect((await store.info.get(anObject("a")))?.goneSinceUs).toBe(7000);
    expect(await listIds(store, {})).toEqual(["/node/b"]);
    expect(await store.info.count({})).toBe(1);
    expect(await listIds(store, { withGone: true })).toEqual(["/node/a", "/node/b"]);
    await store.info.put([anObject("a")]);
    expect(await store.info.get(anObject("a"))).not.toHaveProperty("goneSinceUs");
    expect(await listIds(store, {})).toEqual(["/node/a", "/node/b"]);
  });

  test("removes objects by key and tells how many there were", async () => {
    const { store } = await open();
    await store.info.put([anObject("a"), anObject("b")]);
    expect(await store.info.remove([anObject("a"), anObject("none")])).toBe(1);
    expect(await store.info.get(anObject("a"))).toBeUndefined();
    expect(await store.info.remove([])).toBe(0);
  });
}

function ages(open: OpenStore): void {
  test("objects age by their time or by how long they are gone, at most so many at once", async () => {
    const { store } = await open();
    const ids = ["a", "b", "c", "d", "e"];
    await store.info.put(ids.map((id, index) => anObject(id, { tsUs: index * 10 })));
    await store.info.markGone([anObject("d")], 100);
    await store.info.markGone([anObject("e")], 200);
    const byTs = { beforeUs: 30, by: "ts" as const };
    expect(await store.info.removeOlderThan({ ...byTs, type: "link" })).toBe(0);
    expect(await store.info.removeOlderThan({ ...byTs, source: "s" })).toBe(0);
    expect(await store.info.removeOlderThan({ ...byTs, limit: 2 })).toBe(2);
    expect(await store.info.removeOlderThan(byTs)).toBe(1);
    expect(await listIds(store, { withGone: true })).toEqual(["/node/d", "/node/e"]);
    expect(await store.info.removeOlderThan({ beforeUs: 200, by: "goneSince" })).toBe(1);
    expect(await listIds(store, { withGone: true })).toEqual(["/node/e"]);
  });
}
