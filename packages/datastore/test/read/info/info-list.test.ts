import { expect, test } from "@jest/globals";
import { aSite, putObject, SITE_TS } from "../a-site.js";
import { anApi, ask, askJson } from "../ask.js";
import { MemoryStore } from "../memory-store.js";

interface List {
  readonly objects: readonly { readonly id: string }[];
  readonly cursor?: string;
}

async function idsAt(api: ReturnType<typeof anApi>, target: string): Promise<string[]> {
  // The tests ask for what they know to be a list.
  const { objects } = (await askJson(api, target)) as List;
  return objects.map(({ id }) => id);
}

test("a type alone, with or without a slash, lists its objects as their own queries give them", async () => {
  const api = anApi({ store: aSite() });

  const list = await askJson(api, "/info/node");

  expect(list).toEqual({
    type: "node",
    objects: [await askJson(api, "/info/node/pc1"), await askJson(api, "/info/node/pc2")],
  });
  expect(await askJson(api, "/info/node/")).toEqual(list);
});

test.each([
  ["node?id_prefix=pc2", ["pc2"]],
  ["node?urn=urn:publicid:IDN%2Bsite.example.net%2Bnode%2Bpc1", ["pc1"]],
  [`node?changed_since=${SITE_TS + 1}`, []],
  [`node?changed_since=${SITE_TS}`, ["pc1", "pc2"]],
  ["node?aggregate=site", ["pc1", "pc2"]],
  ["interface?aggregate=site", ["pc1:eth0", "pc1:eth1", "stub:0"]],
  ["interfacevlan?aggregate=site&id_prefix=stub", ["stub:0:17"]],
  ["link?aggregate=site&limit=1", ["lan"]],
])("the list %s holds %j", async (target, ids) => {
  expect(await idsAt(anApi({ store: aSite() }), `/info/${target}`)).toEqual(ids);
});

test.each(["interface", "interface?aggregate=site"])(
  "pages of %s joined by their cursors are the whole list",
  async (target) => {
    const api = anApi({ store: aSite() });
    const joined: string[] = [];
    let cursor: string | undefined;
    do {
      const more = new URLSearchParams({ limit: "1", ...(cursor !== undefined && { cursor }) });
      const mark = target.includes("?") ? "&" : "?";
      const page = (await askJson(api, `/info/${target}${mark}${more.toString()}`)) as List;
      joined.push(...page.objects.map(({ id }) => id));
      cursor = page.cursor;
    } while (cursor !== undefined);

    expect(joined).toEqual(["pc1:eth0", "pc1:eth1", "stub:0"]);
  },
);

test("only the fields asked for are sent, and what they would need is not looked up otherwise", async () => {
  const store = aSite();

  const list = await askJson(anApi({ store }), "/info/node?fields=node_type");

  expect(list).toMatchObject({
    objects: [
      { id: "pc1", node_type: "server" },
      { id: "pc2", node_type: "vm" },
    ],
  });
  expect(store.calls.has("referrers")).toBe(false);
});

test.each([
  "node?limit=0",
  "node?limit=1001",
  "node?limit=x",
  "node?changed_since=-1",
  "node?fields=node_type,nonsense",
  "node?fields=__proto__",
  "node?nonsense=1",
  "user?aggregate=site",
])("the list %s is refused with the parameter named", async (target) => {
  const heard = await ask(anApi({ store: aSite(), strict: true }), `/info/${target}`);

  expect(heard.status).toBe(400);
  expect(heard.text).toMatch(/parameter/);
});

test("the list of an aggregate that is not there says so", async () => {
  const heard = await ask(anApi({ strict: true }), "/info/node?aggregate=zz");

  expect(heard.status).toBe(404);
  expect(heard.text).toContain("aggregate not found: zz");
});

test("a whole aggregate comes in one reply, each object once and as its own query gives it", async () => {
  const store = aSite();
  putObject(store, "node", "elsewhere", { fields: { node_type: "vm" } });
  const api = anApi({ store });

  const tree = (await askJson(api, "/info/aggregate/site?depth=all")) as Record<
    string,
    List["objects"]
  >;

  const members = Object.entries(tree).slice(1);
  expect(tree["aggregate"]).toEqual(await askJson(api, "/info/aggregate/site"));
  expect(members.map(([name, list]) => [name, list.map(({ id }) => id).sort()])).toEqual([
    ["nodes", ["pc1", "pc2"]],
    ["links", ["lan", "trunk"]],
    ["slivers", ["s1"]],
    ["interfacevlans", ["pc1:eth0:17", "stub:0:17"]],
    ["interfaces", ["pc1:eth0", "pc1:eth1", "stub:0"]],
  ]);
  for (const [name, list] of members) {
    for (const one of list) {
      expect(await askJson(api, `/info/${name.replace(/s$/, "")}/${one.id}`)).toEqual(one);
    }
  }
});

test("links and interfaces that lead to each other in a ring end all the same", async () => {
  const store = new MemoryStore();
  putObject(store, "aggregate", "a");
  putObject(store, "link", "x", {
    relations: { aggregate_id: ["aggregate", "a"], parent_link_id: ["link", "y"] },
  });
  putObject(store, "link", "y", { relations: { parent_link_id: ["link", "x"] } });

  const tree = await askJson(anApi({ store }), "/info/aggregate/a?depth=all");

  expect(tree).toMatchObject({ links: [{ id: "x" }, { id: "y" }] });
});

test("an aggregate with more objects than the limit is an error that names it, not a part of it", async () => {
  const api = anApi({ store: aSite(), strict: true, limits: { maxTreeObjects: 5 } });

  const heard = await ask(api, "/info/aggregate/site?depth=all");

  expect(heard.status).toBe(413);
  expect(heard.text).toContain("limit is 5");
});
