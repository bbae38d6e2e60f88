import { expect, test } from "@jest/globals";
import { createReadApi } from "../../src/index.js";
import { askJson } from "../read/ask.js";
import { anIngest, NOW_US, send, sendJson, stillClock, type Ingest } from "./write.js";

const put = (ingest: Ingest, body: unknown) => sendJson(ingest, "/ingest/info", body);
const urnOf = (type: string, id: string) => `urn:publicid:IDN+site.example.net+${type}+${id}`;
const aNode = (more: object = {}) => ({
  type: "node",
  id: "pc1",
  urn: urnOf("node", "pc1"),
  node_type: "server",
  ...more,
});

/** A small site as a populator would write it: relations by the names of the original's columns. */
const aSite = [
  {
    type: "aggregate",
    id: "site",
    urn: urnOf("authority", "cm"),
    operational_status: "production",
  },
  aNode({ aggregate_id: "site", "ops_monitoring:mem_total_kb": 4096 }),
  aNode({
    id: "vm1",
    urn: urnOf("node", "vm1"),
    node_type: "vm",
    aggregate_id: "site",
    parent_node_id: "pc1",
  }),
  {
    type: "interface",
    id: "pc1:eth0",
    urn: urnOf("interface", "pc1:eth0"),
    node_id: "pc1",
    addresses: [{ addrtype: "IPv4", address: "192.0.2.1", scope: "public" }],
  },
  { type: "link", id: "lan", urn: urnOf("link", "lan"), aggregate_id: "site" },
  {
    type: "interfacevlan",
    id: "pc1:eth0:17",
    urn: urnOf("interface", "pc1:eth0:17"),
    tag: 17,
    interface_id: "pc1:eth0",
    link_id: "lan",
  },
  {
    type: "interfacevlan",
    id: "stub:17",
    urn: urnOf("interface", "stub:17"),
    tag: 17,
    interface: {
      href: "https://elsewhere.example.net/info/interface/stub",
      urn: urnOf("interface", "stub"),
    },
    link_id: "lan",
  },
  {
    type: "sliver",
    id: "s1",
    urn: urnOf("sliver", "s1"),
    uuid: "u",
    slice_urn: urnOf("slice", "exp"),
    created: 1,
    expires: 2,
    aggregate_id: "site",
    resources: [
      {
        href: "https://store.example.net/info/node/pc1",
        urn: urnOf("node", "pc1"),
        resource_type: "node",
      },
    ],
  },
];

function reader({ store }: Ingest) {
  const limits = { maxPoints: 1e6, maxIds: 1e4, maxQueryBytes: 65_536, maxList: 1000 };
  return createReadApi({
    store: store.memory,
    baseUrl: "https://store.example.net",
    version: "1",
    strict: true,
    tolerant: false,
    limits: { ...limits, maxConcurrent: 16, maxWaiting: 100 },
    clock: stillClock,
  });
}

test("a whole site is written at once, and read with its lists and references", async () => {
  const ingest = anIngest();

  const { status, body } = await put(ingest, aSite);

  expect([status, body]).toEqual([200, { inserted: 8, updated: 0, unchanged: 0 }]);
  const api = reader(ingest);
  expect(await askJson(api, "/info/aggregate/site")).toMatchObject({
    ts: NOW_US,
    resources: [{ resource_type: "node" }, { resource_type: "node" }, { resource_type: "link" }],
    slivers: [{ urn: urnOf("sliver", "s1") }],
  });
  expect(await askJson(api, "/info/node/vm1")).toMatchObject({
    parent_node: { href: "https://store.example.net/info/node/pc1" },
  });
  expect(await askJson(api, "/info/link/lan")).toMatchObject({
    endpoints: [{ urn: urnOf("interface", "pc1:eth0:17") }, { urn: urnOf("interface", "stub:17") }],
  });
  expect(await askJson(api, "/info/sliver/s1")).toMatchObject({
    aggregate: { urn: urnOf("authority", "cm") },
  });
});

test("relations are kept apart, and referred to by column", async () => {
  const ingest = anIngest();

  await put(ingest, aSite);

  expect(ingest.store.document("node", "vm1")).toEqual({
    id: "vm1",
    urn: urnOf("node", "vm1"),
    node_type: "vm",
    _relations: { aggregate_id: "site", parent_node_id: "pc1" },
  });
  expect(ingest.store.object("node", "vm1")?.references).toEqual([
    { field: "aggregate_id", type: "aggregate", id: "site" },
    { field: "parent_node_id", type: "node", id: "pc1" },
  ]);
  expect(ingest.store.object("sliver", "s1")?.references).toContainEqual({
    field: "resources",
    type: "node",
    id: "pc1",
    urn: urnOf("node", "pc1"),
  });
});

test("writing the same again changes nothing; another field or time is an update", async () => {
  const ingest = anIngest();
  const all = aSite.map((object) => ({ ...object, ts: 1_000_000 }));
  await put(ingest, all);

  const again = await put(ingest, all);
  const newer = await put(
    ingest,
    aNode({ ts: 2_000_000, aggregate_id: "site", "ops_monitoring:mem_total_kb": 4096 }),
  );

  expect(again.body).toEqual({ inserted: 0, updated: 0, unchanged: 8 });
  expect(newer.body).toEqual({ inserted: 0, updated: 1, unchanged: 0 });
});

test("what the read API answers can be posted back, and reads the same", async () => {
  const ingest = anIngest();
  await put(ingest, aSite);
  const api = reader(ingest);
  const paths = aSite.map(({ type, id }) => `/info/${type}/${id}`);
  const before = await Promise.all(paths.map((path) => askJson(api, path)));
  const copy = anIngest();

  const { status } = await put(copy, before);

  expect(status).toBe(200);
  const after = await Promise.all(paths.map((path) => askJson(reader(copy), path)));
  expect(after).toEqual(before);
});

test.each([
  ["one object", (text: string) => text],
  ["one on each line", (text: string) => `${text}\n`],
  [
    "$schema instead of type",
    (text: string) =>
      text.replace(
        '"type":"node"',
        '"$schema":"http://www.gpolab.bbn.com/monitoring/schema/20151105/node#"',
      ),
  ],
])("an object is read as %s", async (_, form) => {
  const ingest = anIngest();

  const { body } = await send(ingest, "/ingest/info", { body: form(JSON.stringify(aNode())) });

  expect(body).toEqual({ inserted: 1, updated: 0, unchanged: 0 });
});

test.each([
  ["no type", { type: undefined }, "/type", "neither type nor $schema"],
  ["an unknown type", { type: "port" }, "/type", "neither type nor $schema"],
  ["opsconfig", { type: "opsconfig" }, "/type", "is not written but configured"],
  ["no id", { id: undefined }, "", "must have required property 'id'"],
  ["an empty id", { id: "" }, "/id", "fewer than 1 character"],
  ["a long id", { id: "x".repeat(513) }, "/id", "limit is 512"],
  ["an id that no URL can name", { id: ".." }, "/id", "no URL can name"],
  ["an id with NUL", { id: "a\0b" }, "/id", "NUL"],
  ["a missing field", { node_type: undefined }, "", "must have required property 'node_type'"],
  ["a value that is not allowed", { node_type: "toaster" }, "/node_type", "server"],
  [
    "a field of another type",
    { "ops_monitoring:mem_total_kb": "4" },
    "/ops_monitoring:mem_total_kb",
    "number",
  ],
  ["an unknown field", { colour: "red" }, "", "colour"],
  [
    "a relation it cannot have",
    { interface_id: "x" },
    "/interface_id",
    "node has no such relation",
  ],
  ["a relation that is no text", { aggregate_id: 7 }, "/aggregate_id", "is no text"],
  ["a time that is none", { ts: 1.5 }, "/ts", "whole number"],
  ["a time far ahead", { ts: NOW_US + 300_000_001 }, "/ts", "ingest.max_future_skew"],
])(
  "an object with %s is refused, and nothing of the body is written",
  async (_, more, path, text) => {
    const ingest = anIngest();

    const { status, body } = await put(ingest, [aNode({ id: "fine" }), aNode(more)]);

    expect(status).toBe(400);
    expect(body).toMatchObject({
      $schema: expect.stringMatching(/error#$/),
      origin_url: "/ingest/info",
      problems: expect.arrayContaining([
        { index: 1, object: expect.any(String), path, problem: expect.stringContaining(text) },
      ]),
    });
    expect(ingest.store.object("node", "fine")).toBeUndefined();
  },
);

test("a reference that a relation could stand for must be given in one of the two ways", async () => {
  const ingest = anIngest();
  const vlan = { type: "interfacevlan", id: "v", tag: 1 };
  const reference = {
    href: "https://elsewhere.example.net/info/interface/i",
    urn: urnOf("interface", "i"),
  };

  const neither = await put(ingest, vlan);
  const byField = await put(ingest, { ...vlan, interface: reference });
  const byColumn = await put(ingest, { ...vlan, interface_id: "i" });

  expect([neither.status, byField.status, byColumn.status]).toEqual([400, 200, 200]);
});

test("all problems of all objects are counted, the first are described", async () => {
  const ingest = anIngest({ limits: { maxDescribed: 3 } });

  const { body } = await put(
    ingest,
    Array.from({ length: 10 }, () => ({ type: "node", id: "" })),
  );

  expect(body).toMatchObject({ problem_count: 20 });
  expect((body as { problems: unknown[] }).problems).toHaveLength(3);
});

test.each([
  ["objects", { maxObjects: 2 }, "more than 2 objects"],
  ["bytes of an object", { maxObjectBytes: 50 }, "more than 50 bytes"],
])("too many %s are refused, and the limit is named", async (_, limits, text) => {
  const ingest = anIngest({ limits });

  const { status, body } = await put(ingest, [aNode(), aNode(), aNode()]);

  expect([status, body]).toMatchObject([413, { error_message: expect.stringContaining(text) }]);
});

test.each([
  "{",
  "7",
  '{"a":1}x',
  `{"type":"node","properties":${"[".repeat(50)}${"]".repeat(50)}}`,
])("the body %j is refused", async (body) => {
  const reply = await send(anIngest(), "/ingest/info", { body });

  expect(reply.status).toBe(400);
});

test("names of the language and SQL in fields are data", async () => {
  const ingest = anIngest();
  const id = "x'; DROP TABLE info; --";

  const fine = await put(ingest, aNode({ id, description: "'; DELETE FROM node; --" }));
  const odd = await send(ingest, "/ingest/info", {
    body: '{"type":"node","id":"p","node_type":"vm","__proto__":{"urn":"u"},"constructor":1}',
  });

  expect(fine.status).toBe(200);
  expect(odd.status).toBe(400);
  expect(ingest.store.document("node", id)).toMatchObject({ id });
});
