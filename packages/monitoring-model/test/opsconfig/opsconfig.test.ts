import { expect, test } from "@jest/globals";
import {
  eventKinds,
  InfoValidator,
  opsconfigReply,
  readOpsconfig,
  type Opsconfig,
} from "../../src/index.js";

const base = "https://store.example.net/info";

const opsconfig: Opsconfig = {
  id: "geni-prod",
  selfRef: `${base}/opsconfig/geni-prod`,
  tsUs: 1_700_000_000_000_000,
  version: "v1",
  aggregateStores: [
    {
      id: "site-a",
      href: `${base}/aggregate/site-a`,
      urn: "urn:publicid:IDN+a.example.net+authority+cm",
      kind: "instageni",
      nickname: "a",
      status: "production",
      wikiPage: "",
      stitches: false,
      controlUrls: ["https://am.example.net/1", "https://am.example.net/2"],
    },
    {
      id: "site-b",
      href: `${base}/aggregate/site-b`,
      urn: "urn:publicid:IDN+b.example.net+authority+cm",
      kind: "stitcher",
      controlUrls: [],
    },
  ],
  checkStores: [{ id: "checks", href: `${base}/externalcheck/checks` }],
  authorities: [
    {
      id: "example.net",
      href: `${base}/authority/example.net`,
      urn: "urn:publicid:IDN+example.net+authority+ch",
    },
  ],
  events: eventKinds,
};

test("what is written conforms to the schema and is read back the same", () => {
  const reply = opsconfigReply(opsconfig);

  expect(new InfoValidator().problems("opsconfig", reply)).toEqual([]);
  const read = readOpsconfig(JSON.parse(JSON.stringify(reply)));
  expect(read).toMatchObject({ kind: "opsconfig", opsconfig, skipped: [] });
});

test("table definitions and obsolete ones are sent as given and kept when read", () => {
  const tables = [{ name: "node", db_schema: [["id", "varchar", true]] }];
  const obsolete = { info: [{ name: "node_interface", dependencies: [] }] };

  const reply = opsconfigReply(opsconfig, { tables, obsolete });

  expect(reply).toMatchObject({ info: tables, obsolete });
  expect(readOpsconfig(reply)).toMatchObject({ reply: { object: { info: tables, obsolete } } });
});

test("a list called aggregates is the one of aggregate stores", () => {
  const href = `${base}/aggregates/site-a`;

  const read = readOpsconfig({
    $schema: "http://www.gpolab.bbn.com/monitoring/schema/20140131/opsconfig#",
    id: "geni-prod",
    aggregates: [{ amtype: "protogeni", href }],
  });

  expect(read).toMatchObject({
    opsconfig: { aggregateStores: [{ id: "site-a", kind: "protogeni", href, controlUrls: [] }] },
  });
});

test("stores without an address or an id are skipped and told, the others are kept", () => {
  const read = readOpsconfig({
    $schema: "http://www.gpolab.bbn.com/monitoring/schema/20151105/opsconfig#",
    id: "x",
    aggregatestores: [
      { urn: "u" },
      { href: "https://s.example.net/" },
      { href: "/info/aggregate/a" },
    ],
    events: { node: [{ units: "percent" }] },
  });

  expect(read).toMatchObject({
    opsconfig: { aggregateStores: [{ id: "a" }], checkStores: [], authorities: [], events: [] },
    skipped: [
      { path: "aggregatestores[0]", reason: "it has no href" },
      { path: "aggregatestores[1]", reason: "its href names no id" },
      { path: "events.node[0]", reason: "it has no name" },
    ],
  });
});

test("events of any name and object type are taken; the value column tells their kind", () => {
  const read = readOpsconfig({
    $schema: "http://www.gpolab.bbn.com/monitoring/schema/20151105/opsconfig#",
    id: "x",
    events: {
      toaster: [
        { name: "crumbs", v: "int4", units: "count" },
        { name: "hot", v: "int2" },
        { name: "glow", v: "float4", units: "lux" },
      ],
    },
  });

  expect(read).toMatchObject({
    opsconfig: {
      events: [
        { objectType: "toaster", event: "crumbs", units: "count", valueKind: "integer" },
        { objectType: "toaster", event: "hot", units: "unknown", valueKind: "boolean" },
        { objectType: "toaster", event: "glow", units: "lux", valueKind: "real" },
      ],
    },
  });
});

test("an error and an object of another type are not an opsconfig", () => {
  expect(readOpsconfig({ $schema: "x/error#", error_message: "opsconfig not found: y" })).toEqual({
    kind: "error",
    message: "opsconfig not found: y",
  });
  expect(
    readOpsconfig({
      $schema: "http://www.gpolab.bbn.com/monitoring/schema/20151105/node#",
      id: "n",
    }),
  ).toEqual({ kind: "unusable", reason: "the reply is of type node, not opsconfig" });
});
