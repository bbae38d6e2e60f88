import { expect, test } from "@jest/globals";
import { readHref, referencesOf, withoutPersonalData, personalFields } from "../../src/index.js";
import { completeObjects, ref } from "./info-fixtures.js";

test.each([
  ["https://s.example.net/info/node/n1", { type: "node", id: "n1" }],
  ["https://s.example.net/prefix/info/link/a/b:c+d", { type: "link", id: "a/b:c+d" }],
  ["https://s.example.net/info/interface/pc1%3Aeth0", { type: "interface", id: "pc1:eth0" }],
  ["https://s.example.net/info/node/50%25?x=1#y", { type: "node", id: "50%" }],
  ["https://s.example.net/info/node/100%zz", { type: "node", id: "100%zz" }],
  ["https://s.example.net/nodes/n1", { id: "n1" }],
  ["https://s.example.net/info/aggregates/site-a/", { id: "site-a" }],
  ["/info/user/u", { type: "user", id: "u" }],
  ["https://s.example.net", {}],
  ["https://s.example.net/", {}],
  ["urn:publicid:IDN+example.net+node+n1", {}],
  ["", {}],
])("%s leads to %j", (href, target) => expect(readHref(href)).toEqual(target));

test("a long URL is read at once", () => {
  const letters = "a".repeat(1_000_000);
  expect(readHref(`${letters}/b`)).toEqual({ id: "b" });
  expect(readHref(`/info/${letters}`.repeat(3))).toEqual({ id: letters });
});

test("references come in the order of the fields, with type, id, urn and href", () => {
  expect(referencesOf("node", completeObjects.node)).toEqual([
    { field: "interfaces", type: "interface", id: "n1:eth0", ...ref("interface", "n1:eth0") },
    { field: "parent_node", type: "node", id: "n0", ...ref("node", "n0") },
  ]);
});

test("resources say whether they are nodes or links, or their URL or URN says so", () => {
  const plain = {
    resources: [ref("node", "n"), { urn: "urn:publicid:IDN+a+link+l" }, { urn: "x" }],
  };

  const types = (object: object) => referencesOf("aggregate", object).map(({ type }) => type);

  expect(types(completeObjects.aggregate)).toEqual(["node", "link", "sliver"]);
  expect(types(plain)).toEqual(["node", "link"]);
});

test("an endpoint is an interfacevlan also where its URL says interface", () => {
  const endpoints = [ref("interface", "n1:eth0:17")];

  expect(referencesOf("link", { endpoints })[0]).toMatchObject({
    type: "interfacevlan",
    id: "n1:eth0:17",
  });
});

test("a URN in the place of a URL is the urn, and there is no id", () => {
  const urn = "urn:publicid:IDN+example.net+node+n1";

  expect(referencesOf("sliver", { resources: [{ href: urn, resource_type: "node" }] })).toEqual([
    { field: "resources", type: "node", urn },
  ]);
});

test("an id beside the URL wins over the one in the URL", () => {
  const found = referencesOf("externalcheck", completeObjects.externalcheck);

  expect(found.map(({ type, id }) => [type, id])).toEqual([
    ["experiment", "a_to_b"],
    ["aggregate", "site-a"],
  ]);
  expect(
    referencesOf("experiment", {
      experiment_group: { id: "g", href: "https://s.example.net/x/h" },
    }),
  ).toEqual([
    {
      field: "experiment_group",
      type: "experimentgroup",
      id: "g",
      href: "https://s.example.net/x/h",
    },
  ]);
});

test("slices and creators are named by URN alone; a creator that is no URN names nobody", () => {
  const types = (object: object) => referencesOf("sliver", object).map(({ type }) => type);

  expect(types(completeObjects.sliver)).toEqual(["aggregate", "slice", "user", "node"]);
  expect(types({ creator: "operator@example.net" })).toEqual([]);
});

test("what names nothing is left out, and what is named twice comes once", () => {
  const twice = ref("user", "u");

  expect(referencesOf("authority", { users: [twice, {}, { href: "" }, twice] })).toHaveLength(1);
});

test("personal fields are those of people, and can be left out", () => {
  expect(personalFields("user")).toEqual(["fullname", "email"]);
  expect(personalFields("sliver")).toEqual(["creator"]);
  expect(personalFields("node")).toEqual([]);
  const left = withoutPersonalData("user", completeObjects.user);
  expect(Object.keys(left)).toEqual(["id", "selfRef", "urn", "ts", "authority"]);
});
