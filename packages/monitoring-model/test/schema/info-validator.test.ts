import { expect, test } from "@jest/globals";
import { infoTypes, InfoValidator, infoReply, readSchemaUrl, schemaFor } from "../../src/index.js";
import { completeObjects, ref } from "../info/info-fixtures.js";

const validator = new InfoValidator();

test("a problem names its place and what is wrong there", () => {
  const node = {
    ...infoReply("node", completeObjects.node),
    node_type: "toaster",
    interfaces: [{ href: 7, urn: "u" }],
    surprise: 1,
  };

  expect(validator.problems("node", node)).toEqual(
    expect.arrayContaining([
      { path: "/interfaces/0/href", problem: "must be string" },
      { path: "", problem: "must NOT have additional properties: 'surprise'" },
      {
        path: "/node_type",
        problem:
          "must be equal to one of the allowed values: server, baremetal, vm, switch, wimax_bs",
      },
    ]),
  );
  expect(validator.conforms("node", node)).toBe(false);
});

test.each(infoTypes)(
  "a %s without anything lacks what is required, and so do null and a list",
  (type) => {
    expect(validator.problems(type, {})).toContainEqual({
      path: "",
      problem: "must have required property 'id'",
    });
    expect(validator.problems(type, null)).toEqual([{ path: "", problem: "must be object" }]);
    expect(validator.problems(type, [])).toEqual([{ path: "", problem: "must be object" }]);
  },
);

test("fields of the parent schemas are allowed beside a type's own", () => {
  const link = {
    ...infoReply("link", completeObjects.link),
    status: "UP",
    location: { rack: "r" },
  };

  expect(validator.problems("link", link)).toEqual([]);
});

test("a resource named twice is told, whatever the order of its fields; many are compared quickly", () => {
  const resources = Array.from({ length: 10_000 }, (_, index) => ({
    ...ref("node", `n${index}`),
    resource_type: "node" as const,
  }));
  const sliver = infoReply("sliver", { ...completeObjects.sliver, resources });
  const [first] = resources;

  expect(validator.problems("sliver", sliver)).toEqual([]);
  const again = Object.fromEntries(Object.entries(first ?? {}).reverse());
  expect(validator.problems("sliver", { ...sliver, resources: [...resources, again] })).toEqual([
    { path: "/resources", problem: "must NOT have duplicate items" },
  ]);
});

test("opsconfig may have obsolete tables, any amurl, and events of any type", () => {
  const opsconfig = {
    ...infoReply("opsconfig", completeObjects.opsconfig),
    obsolete: { info: [{ name: "x" }], events: {} },
  };

  expect(validator.problems("opsconfig", opsconfig)).toEqual([]);
});

test("as many problems are told as asked for", () => {
  const few = new InfoValidator({ maxProblems: 2 });

  expect(few.problems("sliver", {})).toHaveLength(2);
});

test("data items and errors have schemas too", () => {
  const item = {
    id: "cpu_util:n",
    subject: "https://s.example.net/info/node/n",
    eventType: "ops_monitoring:cpu_util",
    units: "percent",
    tsdata: [{ ts: 1, v: 0.5 }],
  };

  expect(validator.problems("data", item)).toEqual([]);
  expect(validator.problems("data", { ...item, subject: null })).toEqual([
    { path: "/subject", problem: "must be string" },
  ]);
  expect(validator.problems("error", { error_message: "x" })).toEqual([
    { path: "", problem: "must have required property 'origin_url'" },
  ]);
});

test("the schema carries the address it is known by", () => {
  expect(schemaFor("node")).toMatchObject({
    $id: "http://www.gpolab.bbn.com/monitoring/schema/20151105/node#",
    additionalProperties: false,
    required: ["id", "node_type"],
  });
});

test.each([
  [
    "http://www.gpolab.bbn.com/monitoring/schema/20140828/port-vlan#",
    "geni",
    "20140828",
    "port-vlan",
  ],
  ["https://www.gpolab.bbn.com/monitoring/schema/20151105/node", "geni", "20151105", "node"],
  [
    "http://www.gpolab.bbn.com/monitoring/schema/20151105//aggregate#",
    "geni",
    "20151105",
    "aggregate",
  ],
  ["http://unis.incntre.iu.edu/schema/20120709/port#", "unis", "20120709", "port"],
])("%s is read", (url, origin, date, name) =>
  expect(readSchemaUrl(url)).toEqual({ origin, date, name }),
);

test("an address of another kind is none of ours", () => {
  expect(readSchemaUrl("http://json-schema.org/draft-03/schema#")).toBeUndefined();
  expect(readSchemaUrl("")).toBeUndefined();
});
