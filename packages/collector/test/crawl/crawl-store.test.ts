import { describe, expect, test } from "@jest/globals";
import { systemClock } from "@signalbox/clock";
import { createDatastoreClient } from "@signalbox/datastore-client";
import { AppError } from "@signalbox/errors";
import { crawlStore, type CrawlResult } from "../../src/crawl/crawl-store.js";
import { EtagMemory } from "../../src/crawl/etag-client.js";
import type { StoreTarget } from "../../src/stores/store-target.js";
import { aHttpStore, onEnd, type AHttpStore } from "../support/a-http-store.js";
import { hrefOf, put, putSite, refTo } from "../support/a-site.js";
import { MemoryStore } from "../support/memory-store.js";

function aCrawler(from: AHttpStore, more: Partial<StoreTarget> = {}, maxObjects = 1000) {
  const store = new MemoryStore();
  const client = createDatastoreClient({
    url: from.url,
    clock: systemClock,
    random: () => 0.5,
    limits: { attempts: 1 },
  });
  onEnd(() => client.close());
  const target: StoreTarget = {
    id: "here",
    rootType: "aggregate",
    rootId: "site",
    rootUrl: `${from.url}/info/aggregate/site`,
    verifyServer: true,
    allowedOrigins: [],
    ...more,
  };
  const etags = new EtagMemory();
  const crawl = (signal = new AbortController().signal): Promise<CrawlResult> =>
    crawlStore({
      client,
      store,
      target,
      etags,
      goneAfter: 2,
      maxObjects,
      parallel: 3,
      clock: systemClock,
      signal,
    });
  const ids = (): string[] =>
    [...store.objects.values()]
      .filter(({ goneSinceUs }) => goneSinceUs === undefined)
      .map(({ type, id }) => `${type} ${id}`)
      .sort();
  return { store, crawl, ids };
}

describe("a crawl", () => {
  test("keeps each object once, under the store's id, with whom it names", async () => {
    const from = await aHttpStore();
    putSite(from, ["pc1", "pc2"]);
    put(from, "node", "pc1", { interfaces: [refTo(from, "interface", "pc1:eth0")] });
    put(from, "interface", "pc1:eth0");
    const { store, crawl, ids } = aCrawler(from);
    const result = await crawl();
    expect(result).toMatchObject({ objects: 4, written: 4, gone: 0, wasComplete: true });
    expect(result.problems.lines).toEqual([]);
    expect(ids()).toEqual(["aggregate site", "interface pc1:eth0", "node pc1", "node pc2"]);
    expect(store.objects.get("here\nnode\npc1")?.references).toEqual([
      {
        field: "interfaces",
        type: "interface",
        id: "pc1:eth0",
        urn: "urn:publicid:IDN+site.example.net+interface+pc1:eth0",
      },
    ]);
    expect(from.targets.filter((target) => target.includes("/info/node/pc1"))).toHaveLength(1);
  });

  test("asks no other host than the store's own, whatever its links say", async () => {
    const other = await aHttpStore();
    put(other, "node", "evil");
    const from = await aHttpStore();
    putSite(from, ["pc1"], {
      resources: [
        { ...refTo(other, "node", "evil"), resource_type: "node" },
        { href: "file:///etc/passwd", urn: "urn:x", resource_type: "node" },
      ],
    });
    const { crawl, ids } = aCrawler(from);
    const result = await crawl();
    expect(other.targets).toEqual([]);
    expect(ids()).toEqual(["aggregate site"]);
    expect(result.problems.count).toBe(2);
    expect(result.wasComplete).toBe(true);
  });

  test("marks what vanished as gone after as many complete crawls as are wanted", async () => {
    const from = await aHttpStore();
    putSite(from, ["pc1", "pc2"]);
    const { crawl, ids } = aCrawler(from);
    await crawl();
    putSite(from, ["pc1"]);
    expect((await crawl()).gone).toBe(0);
    expect((await crawl()).gone).toBe(1);
    expect(ids()).toEqual(["aggregate site", "node pc1"]);
    putSite(from, ["pc1", "pc2"]);
    await crawl();
    expect(ids()).toContain("node pc2");
  });

  test("that could not read everything marks nothing, and does not count", async () => {
    const from = await aHttpStore();
    putSite(from, ["pc1", "pc2"]);
    const { crawl, ids } = aCrawler(from);
    await crawl();
    putSite(from, ["pc1"]);
    await crawl();
    from.odd.set("/info/node/pc1", [500, "<h1>Internal Server Error</h1>"]);
    const failed = await crawl();
    expect(failed).toMatchObject({ wasComplete: false, gone: 0 });
    expect(failed.problems.lines[0]).toContain("node pc1: ");
    expect(ids()).toEqual(["aggregate site", "node pc1", "node pc2"]);
    from.odd.clear();
    expect((await crawl()).gone).toBe(1);
  });

  test("fails when the root cannot be read, and leaves all as it was", async () => {
    const from = await aHttpStore();
    putSite(from, ["pc1"]);
    const { crawl, ids } = aCrawler(from);
    await crawl();
    from.odd.set("/info/aggregate/site", [200, "<html>"]);
    for (let times = 0; times < 3; times += 1) {
      expect((await crawl()).failure).toBeInstanceOf(AppError);
    }
    expect(ids()).toEqual(["aggregate site", "node pc1"]);
  });

  test("sends conditions, and takes what did not change from our own store", async () => {
    const from = await aHttpStore();
    from.hasEtags = true;
    putSite(from, ["pc1", "pc2"]);
    const { crawl, ids, store } = aCrawler(from);
    await crawl();
    put(from, "node", "pc2", { node_type: "switch", virtualization_type: "xen" });
    const before = ids();
    const result = await crawl();
    expect(result).toMatchObject({ objects: 3, written: 1, wasComplete: true });
    expect(ids()).toEqual(before);
    expect(store.objects.get("here\nnode\npc2")?.document).toContain("switch");
  });

  test("passes over what our store cannot keep, and keeps the rest", async () => {
    const from = await aHttpStore();
    const long = "x".repeat(600);
    putSite(from, ["pc1", long, "pc2"]);
    const { crawl, ids } = aCrawler(from);
    const { problems, ownFailure } = await crawl();
    expect(ownFailure).toBeUndefined();
    expect(ids()).toEqual(["aggregate site", "node pc1", "node pc2"]);
    expect(problems.lines).toEqual([expect.stringContaining("512 characters")]);
  });

  test("ends at the most objects, tells the setting, and marks nothing", async () => {
    const from = await aHttpStore();
    putSite(from, ["pc1", "pc2", "pc3"]);
    const { crawl } = aCrawler(from, {}, 2);
    const { problems, wasComplete, objects } = await crawl();
    expect(problems.lines).toEqual(["the crawl ended at 2 objects (crawl.max_objects)"]);
    expect([wasComplete, objects]).toEqual([false, 2]);
  });

  test("gives up when nothing is answered any more", async () => {
    const from = await aHttpStore();
    const nodes = Array.from({ length: 200 }, (_, index) => `pc${index}`);
    putSite(from, nodes);
    for (const node of nodes) from.odd.set(`/info/node/${node}`, [500, "no"]);
    const { crawl } = aCrawler(from);
    const { problems, wasComplete } = await crawl();
    expect(wasComplete).toBe(false);
    expect(problems.count).toBe(51);
    expect(problems.lines).toHaveLength(21);
    expect(from.targets.length).toBeLessThan(80);
  });

  test("does not search a user by what a store writes for his URN when it is a URL", async () => {
    const from = await aHttpStore();
    const user = refTo(from, "user", "u");
    put(from, "authority", "ch", { users: [user], slices: [refTo(from, "slice", "s")] });
    put(from, "slice", "s", { members: [{ ...user, role: "lead" }] });
    put(from, "user", "u", { urn: user.href, fullname: "Some User", email: "user@example.net" });
    const { store, crawl } = aCrawler(from, { rootType: "authority", rootId: "ch" });

    await crawl();

    const found = [...store.objects.values()].find(({ type }) => type === "user");
    expect(found?.urn).toBeUndefined();
    expect(JSON.parse(found?.document ?? "")).toMatchObject({ id: "u", urn: user.href });
  });

  test("of an external check store reads experiments and groups, of an authority slices and users", async () => {
    const from = await aHttpStore();
    put(from, "externalcheck", "check", {
      measRef: `${from.url}/data/`,
      experiments: [{ href: hrefOf(from, "experiment", "e1") }],
      monitored_aggregates: [
        { id: "site", href: "https://elsewhere.example.net/info/aggregate/site" },
      ],
    });
    put(from, "experiment", "e1", {
      experiment_group: { id: "g", href: hrefOf(from, "experimentgroup", "g") },
    });
    put(from, "experimentgroup", "g", { group_description: "all" });
    put(from, "authority", "ch", {
      users: [refTo(from, "user", "u")],
      slices: [refTo(from, "slice", "s")],
    });
    put(from, "slice", "s", { members: [{ ...refTo(from, "user", "u"), role: "lead" }] });
    put(from, "user", "u", { fullname: "Some User", email: "user@example.net" });
    const check = aCrawler(from, { rootType: "externalcheck", rootId: "check" });
    const { problems, wasComplete } = await check.crawl();
    expect([problems.lines, wasComplete]).toEqual([[], true]);
    expect(check.ids()).toEqual(["experiment e1", "experimentgroup g", "externalcheck check"]);
    const authority = aCrawler(from, { rootType: "authority", rootId: "ch" });
    await authority.crawl();
    expect(authority.ids()).toEqual(["authority ch", "slice s", "user u"]);
  });
});
