import { expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  infoReply,
  infoTypes,
  readInfoReply,
  referencesOf,
  schemaUrl,
  type InfoFound,
  type InfoReadOptions,
} from "../../src/index.js";
import { completeObjects, ref } from "./info-fixtures.js";

const schema = (date: string, name: string) =>
  `http://www.gpolab.bbn.com/monitoring/schema/${date}/${name}`;

function found(value: unknown, options?: InfoReadOptions): InfoFound {
  const result = readInfoReply(value, options);
  if (result.kind !== "object") throw new Error(JSON.stringify(result));
  return result;
}

const kindsOf = ({ notes }: InfoFound) => notes.map(({ kind, path }) => `${kind} ${path}`);

test.each(infoTypes)("a %s of 20151105 is read without a note", (type) => {
  const sent = infoReply(type, completeObjects[type]);

  const result = found(JSON.parse(JSON.stringify(sent)), { expectedType: type });

  expect(result).toMatchObject({ type, id: sent.id, notes: [], sentSchema: schemaUrl(type) });
  expect(result.object).toEqual(sent);
  expect(result.unknown.size).toBe(0);
});

test.each([
  [schema("20140131", "port#"), "interface"],
  [schema("20140131", "port-vlan"), "interfacevlan"],
  [schema("20140501", "monitoring-experiment#"), "experiment"],
  [schema("20151105", "/aggregate#"), "aggregate"],
  ["http://unis.incntre.iu.edu/schema/20120709/node#", "node"],
  ["http://unis.incntre.iu.edu/schema/20120709/port", "interface"],
  ["https://schemas.example.net/2016/slice#", "slice"],
])("%s is a schema of %s", (url, type) => {
  const result = found({ $schema: url, id: "x" });

  expect(result).toMatchObject({
    type,
    sentSchema: url,
    object: { $schema: schemaUrl(result.type) },
  });
});

test("where the schema says nothing, what was asked for decides, then the object's own address", () => {
  const unis = "http://unis.incntre.iu.edu/schema/20120709/networkresource#";
  const selfRef = "https://s.example.net/info/link/l";

  expect(found({ $schema: unis, id: "x" }, { expectedType: "node" })).toMatchObject({
    type: "node",
  });
  expect(found({ id: "x", selfRef })).toMatchObject({ type: "link" });
  expect(readInfoReply({ id: "x" })).toEqual({
    kind: "unusable",
    reason: "the type of the object is not told",
  });
});

test("a type other than the expected one is read and noted", () => {
  const result = found({ $schema: schema("20151105", "node#"), id: "x" }, { expectedType: "link" });

  expect(result.type).toBe("node");
  expect(result.notes[0]).toEqual({ kind: "type", path: "", text: "node instead of link" });
});

test("an interface with a tag is an interfacevlan", () => {
  const result = found({ $schema: schema("20140828", "interface#"), id: "x", tag: 5 });

  expect(result.type).toBe("interfacevlan");
  expect(kindsOf(result)).toContain("type $schema");
});

test("required fields that are missing or null are noted, and the object is read", () => {
  const result = found({ $schema: schema("20140828", "user#"), id: "u", fullname: null });

  expect(kindsOf(result)).toEqual(["missing fullname", "missing email"]);
  expect(Object.keys(result.object)).toEqual(["$schema", "id"]);
});

test("unknown fields are kept under their paths, at every depth", () => {
  const result = found({
    $schema: schema("20151105", "node#"),
    id: "n",
    node_type: "vm",
    colour: { a: 1 },
    interfaces: [{ ...ref("interface", "i"), speed: 9 }],
  });

  expect(Object.fromEntries(result.unknown)).toEqual({
    colour: { a: 1 },
    "interfaces[0].speed": 9,
  });
  expect(kindsOf(result)).toEqual(["unknown interfaces[0].speed", "unknown colour"]);
});

test("values of other types are converted where the meaning is certain, else kept apart", () => {
  const result = found({
    $schema: schema("20151105", "aggregate#"),
    id: 7,
    ts: "1700000000000001",
    routable_ip_poolsize: 4.7,
    operational_status: "Production",
    monitoring_version: 2,
    measRef: ["x"],
    slivers: [5, null, ref("sliver", "s")],
    reported_metrics: { metric: "ops_monitoring:x", period: "300" },
  });

  expect(result.object).toEqual({
    $schema: schemaUrl("aggregate"),
    id: "7",
    ts: 1_700_000_000_000_001,
    routable_ip_poolsize: 4,
    operational_status: "production",
    monitoring_version: "2",
    slivers: [ref("sliver", "s")],
    reported_metrics: [{ metric: "ops_monitoring:x", period: 300 }],
  });
  expect(Object.fromEntries(result.unknown)).toEqual({ measRef: ["x"], "slivers[0]": 5 });
});

test.each([["1e400"], [1e300], ["9007199254740993"], ["0x10"], [""], [{}], [true]])(
  "%j is no time",
  (ts) => {
    const result = found({ $schema: schemaUrl("experimentgroup"), id: "g", ts });

    expect(result.object).not.toHaveProperty("ts");
    expect(result.unknown.get("ts")).toEqual(ts);
  },
);

test("an object without an id has the one asked for, or the one of its own address", () => {
  const $schema = schemaUrl("node");

  expect(found({ $schema }, { expectedId: "n" })).toMatchObject({ id: "n", object: { id: "n" } });
  expect(found({ $schema, id: "", selfRef: "/info/node/m" })).toMatchObject({ id: "m" });
  expect(readInfoReply({ $schema })).toEqual({ kind: "unusable", reason: "the node has no id" });
});

test("names that are special in JavaScript are ordinary unknown fields", () => {
  const text = `{"$schema": "${schemaUrl("node")}", "id": "n", "node_type": "vm",
    "__proto__": {"polluted": true}, "constructor": 1, "toString": 2,
    "properties": {"__proto__": {"polluted": true}}, "interfaces": [{"__proto__": {"urn": "u"}}]}`;

  const result = found(JSON.parse(text));

  expect([...result.unknown.keys()].sort()).toEqual([
    "__proto__",
    "constructor",
    "interfaces[0].__proto__",
    "toString",
  ]);
  expect(Object.getPrototypeOf(result.object)).toBe(Object.prototype);
  expect(referencesOf("node", result.object)).toEqual([]);
  expect({}).not.toHaveProperty("polluted");
});

test.each([[null], [[]], ["text"], [5], [undefined]])("%j is no object", (value) =>
  expect(readInfoReply(value)).toEqual({
    kind: "unusable",
    reason: "the reply is no JSON object",
  }),
);

test("a data item is not an info object", () =>
  expect(readInfoReply({ $schema: schemaUrl("data"), id: "x" })).toEqual({
    kind: "unusable",
    reason: "the reply is a data item",
  }));

test.each([
  [{ maxValues: 3 }, "the reply has more than 3 values (maxValues)"],
  [{ maxDepth: 2 }, "the reply is deeper than 2 levels (maxDepth)"],
  [{ maxTextChars: 60 }, "the reply has a text of 61 characters, limit 60 (maxTextChars)"],
])("%j is a limit", (limits, reason) => {
  const value = { $schema: schemaUrl("node"), id: "n", a: "x".repeat(61), b: { c: [1] } };

  expect(readInfoReply(value, { limits })).toEqual({ kind: "unusable", reason });
});

test("a reply nested a million levels deep is refused, not a crash", () => {
  let value: unknown = 1;
  for (let level = 0; level < 1_000_000; level++) value = [value];

  expect(readInfoReply({ id: value })).toMatchObject({ kind: "unusable" });
});

test("as many notes are kept as asked for, and all unknown fields", () => {
  const extra = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`x${index}`, index]));

  const result = found(
    { ...extra, $schema: schemaUrl("node"), id: "n" },
    { limits: { maxNotes: 3 } },
  );

  expect(result.notes).toHaveLength(3);
  expect(result.unknown.size).toBe(20);
});

test("no JSON whatever throws, and what is read can be written and read again", () => {
  const names = [
    "id",
    "ts",
    "urn",
    "resources",
    "resource",
    "properties",
    "port",
    "address",
    "tag",
  ];
  const value = fc.dictionary(
    fc.oneof(fc.constantFrom(...names, "__proto__", "href", "events"), fc.string()),
    fc.jsonValue({ maxDepth: 4 }),
  );
  const type = fc.constantFrom(...infoTypes);
  fc.assert(
    fc.property(type, value, (expectedType, given) => {
      const result = readInfoReply(given, { expectedType, expectedId: "x" });
      if (result.kind !== "object") return;
      const again = found(infoReply(result.type, result.object));
      const required = (kind: string) => kind === "missing";
      expect(again.notes.filter(({ kind }) => !required(kind))).toEqual([]);
      expect(again.unknown.size).toBe(0);
    }),
  );
});
