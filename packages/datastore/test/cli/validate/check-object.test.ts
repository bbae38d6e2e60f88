import { describe, expect, test } from "@jest/globals";
import { InfoValidator, readInfoReply } from "@signalbox/monitoring-model";
import { checkObject } from "../../../src/cli/validate/check-object.js";
import { Remarks, type Remark } from "../../../src/cli/validate/remark.js";

const URL_OF = "http://www.gpolab.bbn.com/monitoring/schema";

function remarksOn(given: object): readonly string[] {
  // As it would come over the wire: what is undefined is not there.
  const sent: unknown = JSON.parse(JSON.stringify(given));
  const found = readInfoReply(sent);
  if (found.kind !== "object") throw new Error(JSON.stringify(found));
  const remarks = new Remarks();
  checkObject({ found, sent }, new InfoValidator(), remarks);
  return remarks.list.map(({ level, path, text }: Remark) => `${level} ${path}: ${text}`);
}

const node = (date: string, more: object = {}): object => ({
  $schema: `${URL_OF}/${date}/node#`,
  id: "pc1",
  selfRef: "https://site.example.net/info/node/pc1",
  urn: "urn:publicid:IDN+site.example.net+node+pc1",
  ts: 1,
  node_type: "server",
  ...more,
});

describe("an object that is checked", () => {
  test("by its own date has nothing wrong", () => {
    expect(remarksOn(node("20151105"))).toEqual([]);
    expect(remarksOn(node("20140828", { vm_server_type: "xen" }))).toEqual([
      expect.stringMatching(/^note /),
    ]);
  });

  test("need not have what a later date demands", () => {
    const old = remarksOn(node("20140501", { node_type: undefined }));
    expect(old).toEqual([
      expect.stringMatching(/^note .*required property 'node_type' since a later date/),
    ]);
    expect(remarksOn(node("20151105", { node_type: undefined }))).toEqual([
      "problem : must have required property 'node_type'",
    ]);
  });

  test("may have other fields only before 20140828", () => {
    expect(remarksOn(node("20140501", { rack: 3 }))).toEqual([expect.stringMatching(/^note rack/)]);
    expect(remarksOn(node("20140828", { rack: 3 }))).toEqual([
      expect.stringMatching(/^problem rack/),
    ]);
    expect(remarksOn(node("20151105", { rack: 3 }))).toEqual([
      expect.stringMatching(/^problem .*rack/),
    ]);
  });

  test("must not have links that others cannot follow", () => {
    const urn = "urn:publicid:IDN+site.example.net+interface+pc1:eth0";
    const interfaces = [{ href: "/info/interface/pc1:eth0", urn }];
    expect(remarksOn(node("20151105", { interfaces }))).toEqual([
      'problem interfaces: "/info/interface/pc1:eth0" is not a whole URL',
    ]);
  });

  test("must name itself in selfRef", () => {
    const selfRef = "https://site.example.net/info/interface/pc2";
    expect(remarksOn(node("20151105", { selfRef }))).toEqual([
      "problem selfRef: names the type interface",
      "problem selfRef: names the id pc2",
    ]);
  });

  test("must be of a schema of this family", () => {
    expect(remarksOn({ ...node("20151105"), $schema: "http://example.net/node#" })).toContain(
      "problem $schema: is no schema of this family",
    );
  });
});
