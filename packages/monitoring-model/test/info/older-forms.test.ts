import { expect, test } from "@jest/globals";
import { readInfoReply, referencesOf, type InfoFound } from "../../src/index.js";
import { ref } from "./info-fixtures.js";

const schema = (date: string, name: string) =>
  `http://www.gpolab.bbn.com/monitoring/schema/${date}/${name}`;

function found(value: unknown): InfoFound {
  const result = readInfoReply(value);
  if (result.kind !== "object") throw new Error(JSON.stringify(result));
  return result;
}

const kindsOf = ({ notes }: InfoFound) => notes.map(({ kind, path }) => `${kind} ${path}`);

test("a sliver of old has one resource and a creator_urn", () => {
  const creator = "urn:publicid:IDN+example.net+user+operator";
  const resource = { ...ref("node", "n"), resource_type: "node" };

  const result = found({
    $schema: schema("20140828", "sliver#"),
    id: "s",
    resource,
    creator_urn: creator,
  });

  expect(result.object).toMatchObject({ resources: [resource], creator });
  expect(result.unknown.size).toBe(0);
});

test("a node of old has ports, and its properties in one of three places", () => {
  const ports = [ref("port", "n:eth0")];
  const old = (rest: object) =>
    found({ $schema: "http://unis.incntre.iu.edu/schema/20120709/node#", id: "n", ports, ...rest });
  const nested = old({ properties: { ops_monitoring: { mem_total_kb: 5 }, other: 1 } });
  const flat = old({ properties: { "ops_monitoring:mem_total_kb": 5 } });
  const column = old({ properties$mem_total_kb: 5, vm_server_type: "XEN" });

  for (const { object } of [nested, flat, column]) {
    expect(object).toMatchObject({ "ops_monitoring:mem_total_kb": 5, interfaces: ports });
  }
  expect(nested.object).toMatchObject({ properties: { other: 1 } });
  expect(flat.object).not.toHaveProperty("properties");
  expect(column.object).toMatchObject({ virtualization_type: "xen" });
  expect(column.unknown.size).toBe(0);
});

test("an interface of old has one address with a type; a vlan of old has a port", () => {
  const address = { type: "ipv4", address: "192.0.2.9" };
  const port = found({ $schema: schema("20140131", "port#"), id: "i", address, max_bps: 7 });
  const vlan = found({
    $schema: schema("20140131", "port-vlan#"),
    id: "v",
    tag: "5",
    port: "urn:x",
  });

  expect(port.object).toMatchObject({
    addresses: [{ addrtype: "IPv4", address: "192.0.2.9" }],
    "ops_monitoring:max_bps": 7,
  });
  expect(vlan.object).toMatchObject({ tag: 5, interface: { urn: "urn:x" } });
});

test("a link of old has a path on layer 2, and references under $ref", () => {
  const l2path = [{ $ref: "https://s.example.net/info/link/l2", urn: "u" }];

  const { object } = found({ $schema: schema("20140501", "link#"), id: "l", l2path });

  expect(object).toMatchObject({
    children: [{ href: "https://s.example.net/info/link/l2", urn: "u" }],
  });
});

test("references spread over two fields are put together", () => {
  const result = found({
    $schema: schema("20140501", "experiment#"),
    id: "e",
    source_aggregate_urn: "u",
    source_aggregate_href: "h",
  });

  expect(result.object).toMatchObject({ source_aggregate: { href: "h", urn: "u" } });
});

test("a resource without a type gets the one its URL or URN tells", () => {
  const urn = "urn:publicid:IDN+example.net+link+l";
  const resources = [ref("node", "n"), { urn }, "https://s.example.net/info/node/m", { urn: "x" }];

  const result = found({ $schema: schema("20140131", "aggregate#"), id: "a", resources });

  expect(referencesOf("aggregate", result.object).map(({ type }) => type)).toEqual([
    "node",
    "link",
    "node",
  ]);
  expect(kindsOf(result)).toContain("missing resources[3].resource_type");
});
