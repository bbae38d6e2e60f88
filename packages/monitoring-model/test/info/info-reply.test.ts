import { expect, test } from "@jest/globals";
import { infoReply, infoTypes, InfoValidator, schemaUrl } from "../../src/index.js";
import { completeObjects, head, ref } from "./info-fixtures.js";

const validator = new InfoValidator();

test.each(infoTypes)("a complete %s is sent unchanged, in order, and conforms", (type) => {
  const reply = infoReply(type, completeObjects[type]);

  expect(reply).toEqual({ $schema: schemaUrl(type), ...completeObjects[type] });
  expect(Object.keys(reply).slice(0, 3)).toEqual(["$schema", "id", "selfRef"]);
  expect(validator.problems(type, reply)).toEqual([]);
});

test("fields are sent in their declared order, whatever the order given", () => {
  const reply = infoReply("user", {
    email: "e",
    fullname: "f",
    ts: 5,
    id: "u",
    $schema: "http://elsewhere.example.net/20140131/user#",
  });

  expect(Object.keys(reply)).toEqual(["$schema", "id", "ts", "fullname", "email"]);
  expect(reply.$schema).toBe(schemaUrl("user"));
});

test("null and undefined are left out at every depth", () => {
  const reply = infoReply("interface", {
    id: "i",
    urn: null,
    parent_interface: undefined,
    addresses: [{ addrtype: "IPv6", address: "2001:db8::1", scope: null }],
  });

  expect(JSON.parse(JSON.stringify(reply))).toEqual({
    $schema: schemaUrl("interface"),
    id: "i",
    addresses: [{ addrtype: "IPv6", address: "2001:db8::1" }],
  });
});

test("required lists are sent when empty or absent, optional ones are left out when empty", () => {
  expect(infoReply("slice", { id: "s" }).members).toEqual([]);
  expect(infoReply("sliver", { id: "s", resources: [] }).resources).toEqual([]);
  expect(infoReply("link", { id: "l", endpoints: null, children: [] })).toEqual({
    $schema: schemaUrl("link"),
    id: "l",
    endpoints: [],
  });
  const aggregate = infoReply("aggregate", { id: "a", resources: [], slivers: [] });
  expect(Object.keys(aggregate)).toEqual(["$schema", "id"]);
});

test("an empty list of reported metrics is sent, an absent one is not: it would mean none instead of all", () => {
  expect(infoReply("node", { id: "n", reported_metrics: [] }).reported_metrics).toEqual([]);
  expect(infoReply("node", { id: "n" })).not.toHaveProperty("reported_metrics");
});

test("what is not declared is not sent", () => {
  const stored = {
    ...head("node", "n"),
    aggregate_id: "a",
    interfaces: [{ ...ref("x", "y"), z: 1 }],
  };

  const reply = infoReply("node", stored);

  expect(reply).toEqual({
    $schema: schemaUrl("node"),
    ...head("node", "n"),
    interfaces: [ref("x", "y")],
  });
});
