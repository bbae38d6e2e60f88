import { expect, test } from "@jest/globals";
import { InfoValidator, infoTypes } from "@signalbox/monitoring-model";
import { FakeClock } from "@signalbox/clock/testing";
import { aSite, putObject, SITE_TS } from "../a-site.js";
import { anApi, ask, askJson, BASE_URL, VERSION } from "../ask.js";
import { MemoryStore } from "../memory-store.js";

const urn = (type: string, id: string): string => `urn:publicid:IDN+site.example.net+${type}+${id}`;
const ref = (type: string, id: string) => ({
  href: `${BASE_URL}/info/${type}/${id}`,
  urn: urn(type, id),
});
const schema = (type: string): string =>
  `http://www.gpolab.bbn.com/monitoring/schema/20151105/${type}#`;

test("an aggregate lists its nodes, then its links, then its slivers, each by id", async () => {
  const reply = await askJson(anApi({ store: aSite() }), "/info/aggregate/site");

  expect(reply).toEqual({
    $schema: schema("aggregate"),
    id: "site",
    selfRef: `${BASE_URL}/info/aggregate/site`,
    urn: urn("aggregate", "site"),
    ts: SITE_TS,
    measRef: `${BASE_URL}/data/`,
    monitoring_version: VERSION,
    operational_status: "production",
    routable_ip_poolsize: 4,
    resources: [
      { ...ref("node", "pc1"), resource_type: "node" },
      { ...ref("node", "pc2"), resource_type: "node" },
      { ...ref("link", "lan"), resource_type: "link" },
      { ...ref("link", "trunk"), resource_type: "link" },
    ],
    slivers: [ref("sliver", "s1")],
  });
});

test.each([
  ["node", "pc1", { interfaces: [ref("interface", "pc1:eth0"), ref("interface", "pc1:eth1")] }],
  ["node", "pc2", { parent_node: ref("node", "pc1") }],
  ["interfacevlan", "pc1:eth0:17", { interface: ref("interface", "pc1:eth0") }],
  [
    "link",
    "lan",
    {
      endpoints: [ref("interfacevlan", "pc1:eth0:17"), ref("interfacevlan", "stub:0:17")],
      parent: ref("link", "trunk"),
    },
  ],
  ["link", "trunk", { endpoints: [], children: [ref("link", "lan")] }],
  ["sliver", "s1", { aggregate: ref("aggregate", "site"), resources: [] }],
  ["authority", "ch", { users: [ref("user", "u")], slices: [ref("slice", "exp")] }],
  ["slice", "exp", { authority: ref("authority", "ch"), members: [] }],
  ["user", "u", { authority: ref("authority", "ch") }],
  [
    "externalcheck",
    "check",
    {
      experiments: [{ href: `${BASE_URL}/info/experiment/a_to_b` }],
      monitored_aggregates: [],
      measRef: `${BASE_URL}/data/`,
    },
  ],
  [
    "experiment",
    "a_to_b",
    { experiment_group: { id: "al2s", href: `${BASE_URL}/info/experimentgroup/al2s` } },
  ],
])("%s %s shows the objects it is related to", async (type, id, expected) => {
  const reply = await askJson(anApi({ store: aSite() }), `/info/${type}/${id}`);

  expect(reply).toMatchObject(expected);
});

test("no reply shows what only the store may know, nor null, nor an optional list that is empty", async () => {
  const api = anApi({ store: aSite() });

  const nodes = await ask(api, "/info/node");
  const vm = await askJson(api, "/info/node/pc2");

  expect(nodes.text).not.toContain("_id");
  expect(nodes.text).not.toContain("_relations");
  expect(nodes.text).not.toContain("null");
  expect(vm).not.toHaveProperty("interfaces");
});

test("every object of the site but those that lack endpoints or resources satisfies its schema", async () => {
  const store = aSite();
  const api = anApi({ store });
  const validator = new InfoValidator();

  const problems: string[] = [];
  for (const { type, id } of store.objects.values()) {
    const reply = await askJson(api, `/info/${type}/${encodeURIComponent(id)}`);
    const known = infoTypes.find((one) => one === type) ?? "node";
    problems.push(...validator.problems(known, reply).map(({ path }) => `${id}${path}`));
  }

  expect(
    problems.map((problem) => problem.replace(/^(trunk|s1)\W+(endpoints|resources)$/, "$1")),
  ).toEqual(expect.arrayContaining(["trunk", "s1"]));
  expect(problems).toHaveLength(2);
});

test("a list of the document's own is sent as it is", async () => {
  const store = aSite();
  const own = [{ href: "https://other.example.net/info/interface/i", urn: urn("interface", "i") }];
  putObject(store, "node", "pc1", { fields: { node_type: "server", interfaces: own } });

  const reply = await askJson(anApi({ store }), "/info/node/pc1");

  expect(reply).toMatchObject({ interfaces: own });
});

test("a selfRef and a measRef of the document's own are kept, also where others refer to it", async () => {
  const store = aSite();
  const selfRef = "https://public.example.net/info/node/pc1";
  putObject(store, "node", "pc1", {
    fields: { node_type: "server", selfRef },
    relations: { aggregate_id: ["aggregate", "site"] },
  });
  putObject(store, "aggregate", "site", { fields: { measRef: "https://public.example.net/data" } });
  const api = anApi({ store });

  expect(await askJson(api, "/info/node/pc1")).toMatchObject({ selfRef });
  expect(await askJson(api, "/info/aggregate/site")).toMatchObject({
    measRef: "https://public.example.net/data",
    resources: [{ href: selfRef }, {}, {}, {}],
  });
});

test("$schema, monitoring_version and ts are ours, whatever the document says", async () => {
  const store = new MemoryStore();
  const fields = { $schema: "http://old.example.net/x#", monitoring_version: "1", ts: 5 };
  putObject(store, "authority", "ch", { fields, tsUs: 77 });

  const reply = await askJson(anApi({ store }), "/info/authority/ch");

  expect(reply).toMatchObject({
    $schema: schema("authority"),
    monitoring_version: VERSION,
    ts: 77,
  });
});

const oddId = "urn:publicid:IDN+a.example.net+node+x/y?é%";

test.each([
  ["percent-encoded", `/info/node/${encodeURIComponent(oddId)}`],
  [
    "raw but for what a path cannot hold",
    "/info/node/urn:publicid:IDN+a.example.net+node+x/y%3F%C3%A9%25",
  ],
  [
    "in raw bytes",
    Buffer.from("/info/node/urn:publicid:IDN+a.example.net+node+x/y%3Fé%25").toString("latin1"),
  ],
])(
  "an id with slashes, colons, plus signs and letters of any kind is found %s",
  async (_, target) => {
    const store = new MemoryStore();
    putObject(store, "node", oddId, { fields: { node_type: "vm" } });
    const api = anApi({ store });

    const reply = await askJson(api, target);

    expect(reply).toMatchObject({ id: oddId });
    const { selfRef } = reply as { selfRef: string };
    expect(await askJson(api, selfRef.slice(BASE_URL.length))).toEqual(reply);
  },
);

test("an id is decoded once, and a slash at its end belongs to it", async () => {
  const store = new MemoryStore();
  putObject(store, "node", "a%2Fb", { fields: { node_type: "vm" } });
  putObject(store, "node", "c/", { fields: { node_type: "vm" } });
  const api = anApi({ store });

  expect(await askJson(api, "/info/node/a%252Fb")).toMatchObject({ id: "a%2Fb" });
  expect(await askJson(api, "/info/node/c/")).toMatchObject({ id: "c/" });
  expect(await askJson(api, "/info/node/c")).toMatchObject({ error_message: "node not found: c" });
});

test.each([
  ["/info/node/zz", "node not found: zz", "/info/node/zz"],
  ["/info/node/z%20z?x=1", "node not found: z z", "/info/node/z z"],
  ["/info/externalcheck/zz", "external check store not found: zz", "/info/externalcheck/zz"],
  ["/info/experimentgroup/zz", "experiment group not found: zz", "/info/experimentgroup/zz"],
  ["/info/opsconfig/zz", "opsconfig not found: zz", "/info/opsconfig/zz"],
])(
  "%s is an error object, 200 for old clients and 404 when strict",
  async (target, message, origin) => {
    const expected = { $schema: schema("error"), error_message: message, origin_url: origin };
    const old = await ask(anApi(), target);
    const strict = await ask(anApi({ strict: true }), target);

    expect([old.status, strict.status]).toEqual([200, 404]);
    expect(JSON.parse(old.text)).toEqual(expected);
    expect(strict.text).toBe(old.text);
    expect(old.contentType).toBe("application/json; charset=utf-8");
  },
);

test.each([
  ["/info/port/zz", "port"],
  ["/info/port", "port"],
  ["/info/__proto__/zz", "__proto__"],
  ["/info//zz", ""],
])("%s is 404 for old clients, too, whose datastores have no such path", async (target, type) => {
  const old = await ask(anApi(), target);
  const strict = await ask(anApi({ strict: true }), target);

  expect([old.status, strict.status]).toEqual([404, 404]);
  expect(JSON.parse(old.text)).toEqual({
    $schema: schema("error"),
    error_message: `info type "${type}" is unknown`,
    origin_url: target,
  });
});

test("the opsconfig is in the list of its type, too", async () => {
  const opsconfig = { id: "geni-prod", fields: () => ({ aggregatestores: [] }) };
  const api = anApi({ opsconfig, clock: new FakeClock({ wallMs: 5 }) });

  expect(await askJson(api, "/info/opsconfig")).toEqual({
    type: "opsconfig",
    objects: [await askJson(api, "/info/opsconfig/geni-prod")],
  });
  expect(await askJson(api, "/info/opsconfig?fields=ts&id_prefix=geni")).toEqual({
    type: "opsconfig",
    objects: [{ id: "geni-prod", ts: 5000 }],
  });
  const nothing = { type: "opsconfig", objects: [] };
  expect(await askJson(api, "/info/opsconfig?id_prefix=zz")).toEqual(nothing);
  expect(await askJson(api, "/info/opsconfig?changed_since=5001")).toEqual(nothing);
  expect(await askJson(anApi(), "/info/opsconfig")).toEqual(nothing);
});

test("personal fields go only to those who may see them, and the others are told", async () => {
  const api = anApi({ store: aSite() });

  const all = await ask(api, "/info/user/u");
  const less = await ask(api, "/info/user/u", { scopes: ["info"] });
  const sliver = await ask(api, "/info/sliver/s1", { scopes: ["info"] });
  const list = await ask(api, "/info/user", { scopes: ["info"] });
  const tree = await ask(api, "/info/aggregate/site?depth=all", { scopes: ["info"] });

  expect(all.text).toContain("somebody@example.net");
  expect(all.headers.has("Warning")).toBe(false);
  expect(less.headers.get("Warning")).toContain("fullname, email");
  expect(sliver.headers.get("Warning")).toContain("creator");
  for (const { text } of [less, sliver, list, tree]) expect(text).not.toMatch(/somebody|someone/i);
  expect(less.etag).not.toBe(all.etag);
});

test("the ETag changes with the object and with what refers to it, and with nothing else", async () => {
  const store = aSite();
  const api = anApi({ store });
  const first = await ask(api, "/info/node/pc1");
  const again = await ask(api, "/info/node/pc1");
  putObject(store, "interface", "pc1:eth2", { relations: { node_id: ["node", "pc1"] } });
  const changed = await ask(api, "/info/node/pc1");

  expect(again.etag).toBe(first.etag);
  expect(changed.etag).not.toBe(first.etag);
});

test("the opsconfig is what the operator wrote, with our version and the present time", async () => {
  const clock = new FakeClock({ wallMs: 5 });
  const fields = () => ({ aggregatestores: [], authorities: [], events: { node: [] } });
  const opsconfig = { id: "geni-prod", fields };
  const api = anApi({ opsconfig, clock });

  const heard = await ask(api, "/info/opsconfig/geni-prod");

  expect(JSON.parse(heard.text)).toMatchObject({
    $schema: schema("opsconfig"),
    id: "geni-prod",
    selfRef: `${BASE_URL}/info/opsconfig/geni-prod`,
    ts: 5000,
    version: VERSION,
    externalcheckstores: [],
    info: [],
  });
  expect(heard.contentType).toBe("application/json; charset=utf-8");
});

test("a relation to an object that is not there is still a URL", async () => {
  const store = new MemoryStore();
  putObject(store, "experiment", "e", {
    relations: { experimentgroup_id: ["experimentgroup", "g"] },
  });

  const reply = await askJson(anApi({ store }), "/info/experiment/e");

  expect(reply).toMatchObject({
    experiment_group: { id: "g", href: `${BASE_URL}/info/experimentgroup/g` },
  });
});
