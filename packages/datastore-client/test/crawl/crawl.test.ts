import { describe, expect, test } from "@jest/globals";
import { crawl, type CrawlFinding, type CrawlOptions } from "../../src/index.js";
import { aClient, serve } from "../hostile-server.js";
import { anError } from "../replies.js";
import { aSite } from "./a-site.js";

async function aStore(change: (documents: Map<string, unknown>) => void = () => undefined) {
  const targets: string[] = [];
  const documents = new Map<string, unknown>();
  const store = await serve((request, response) => {
    const target = request.url ?? "";
    targets.push(target);
    const path = decodeURIComponent(target.replace(/\?.*/, ""));
    const known = documents.get(target) ?? documents.get(path);
    if (known === undefined && path.startsWith("/nodes/")) response.writeHead(404).end("<h1>");
    else response.end(JSON.stringify(known ?? anError("not found")));
  });
  for (const [path, document] of aSite(store.url)) documents.set(path, document);
  change(documents);
  return { ...store, targets };
}

async function findings(options: CrawlOptions) {
  const all: CrawlFinding[] = [];
  for await (const finding of crawl(options)) all.push(finding);
  return {
    objects: all.flatMap((finding) =>
      finding.kind === "object" ? [`${finding.found.type} ${finding.found.id}`] : [],
    ),
    problems: all.flatMap((finding) => (finding.kind === "problem" ? [finding] : [])),
  };
}

const wholeSite = [
  "aggregate site",
  "node vm1",
  "node pc1",
  "node pc2",
  "link l1",
  "sliver s1",
  "interface pc1:eth0",
  "interface pc1:bond0",
  "interfacevlan pc1:eth0:7",
  "interfacevlan far:eth0:7",
  "interface far:eth0",
];

describe("a crawl", () => {
  test("of an aggregate reads all that belongs to it, in order, each once", async () => {
    const store = await aStore();
    const client = aClient({ url: store.url });
    const { objects, problems } = await findings({
      client,
      root: { type: "aggregate", id: "site" },
    });
    expect(objects).toEqual(wholeSite);
    expect(problems.map(({ problem, id }) => [problem, id])).toEqual([
      ["elsewhere", "evil"],
      ["absent", "gone"],
    ]);
    expect(problems[1]?.from).toEqual({ type: "aggregate", id: "site", field: "slivers" });
    // Each object once; a node of an odd link and what is gone cost one request each beside.
    expect(store.targets).toHaveLength(wholeSite.length + 2);
  });

  test("of an external check store ends at the aggregates that it watches", async () => {
    const store = await aStore();
    const client = aClient({ url: store.url });
    const { objects } = await findings({ client, root: { type: "externalcheck", id: "check" } });
    expect(objects).toEqual([
      "externalcheck check",
      "aggregate site",
      "experiment e1",
      "experiment e2",
      "experimentgroup g",
    ]);
  });

  test("of an authority reads slices and users", async () => {
    const store = await aStore();
    const client = aClient({ url: store.url });
    const { objects, problems } = await findings({ client, root: { type: "authority", id: "ch" } });
    expect(objects).toEqual(["authority ch", "slice x", "user u1"]);
    expect(problems).toEqual([]);
  });

  test("takes a whole aggregate in one reply where the store can, and asks only for the rest", async () => {
    const store = await aStore((documents) => {
      const get = (path: string): unknown => documents.get(path);
      documents.set("/info/aggregate/site?depth=all", {
        aggregate: get("/info/aggregate/site"),
        nodes: [get("/info/node/vm1"), get("/info/node/pc1"), get("/info/node/pc2")],
        links: [get("/info/link/l1")],
        slivers: [get("/info/sliver/s1"), "nonsense", { nested: [1, { deep: {} }] }],
        interfacevlans: [get("/info/interfacevlan/pc1:eth0:7")],
        interfaces: [get("/info/interface/pc1:eth0"), get("/info/interface/pc1:bond0")],
        later: [{ id: "x" }],
      });
    });
    const client = aClient({ url: store.url });
    const { objects, problems } = await findings({
      client,
      root: { type: "aggregate", id: "site" },
    });
    expect([...objects].sort()).toEqual([...wholeSite].sort());
    expect(problems.map(({ problem }) => problem)).toEqual(["failed", "elsewhere", "absent"]);
    expect(store.targets).toEqual([
      "/info/aggregate/site?depth=all",
      "/info/sliver/gone",
      "/info/interfacevlan/far%3Aeth0%3A7",
      "/info/interface/far%3Aeth0",
    ]);
  });

  test("keeps no more names than its limit in mind, however many a store names", async () => {
    const url = "http://store.example.net";
    const store = await aStore((documents) => {
      const names = Array.from({ length: 12_000 }, (_, at) => ({
        href: `${url}/info/node/n${at}`,
      }));
      const site = documents.get("/info/aggregate/site");
      documents.set("/info/aggregate/site", { ...(site as object), resources: names }); // An object above.
    });
    const base = aClient(store);
    const asked: string[] = [];
    const client: CrawlOptions["client"] = {
      url: base.url,
      info: (...given) => base.info(...given),
      aggregateTree: (...given) => base.aggregateTree(...given),
      resolve: () => ({ kind: "allowed", url: new URL(store.url) }),
      infoAt: (href) => {
        asked.push(href);
        return Promise.resolve({ kind: "absent", message: "not there" });
      },
    };
    const root = { type: "aggregate", id: "site" } as const;
    const { problems } = await findings({ client, root, maxObjects: 5 });
    expect(asked.length).toBeLessThan(10_000);
    expect(asked.length).toBeGreaterThan(9_900);
    expect(problems.at(-1)).toMatchObject({ problem: "limit" });
  });

  test("ends at its limit, and says so", async () => {
    const store = await aStore();
    const client = aClient({ url: store.url });
    const root = { type: "aggregate", id: "site" } as const;
    const { objects, problems } = await findings({ client, root, maxObjects: 4 });
    expect(objects).toHaveLength(4);
    expect(problems.at(-1)).toMatchObject({ problem: "limit" });
  });

  test("tells when an object has another id than the link to it", async () => {
    const store = await aStore((documents) => {
      documents.set("/info/sliver/gone", documents.get("/info/sliver/s1"));
    });
    const client = aClient({ url: store.url });
    const { objects, problems } = await findings({
      client,
      root: { type: "aggregate", id: "site" },
    });
    expect(objects).toEqual(wholeSite);
    expect(problems.at(-1)).toMatchObject({ problem: "other-id", id: "gone" });
  });

  test("fails when its root is not there", async () => {
    const { url } = await aStore();
    const root = { type: "aggregate", id: "zz" } as const;
    await expect(findings({ client: aClient({ url }), root })).rejects.toMatchObject({
      code: "not_found",
      message: `${url}: aggregate zz: not found`,
    });
  });

  test("survives inventory that refers to itself", async () => {
    const store = await aStore((documents) => {
      const node = documents.get("/info/node/vm1") as { parent_node: object }; // As aSite made it.
      documents.set("/info/node/pc1", { ...node, id: "pc1" });
    });
    const { objects } = await findings({
      client: aClient({ url: store.url }),
      root: { type: "aggregate", id: "site" },
    });
    expect(objects).toContain("node pc1");
  });
});
