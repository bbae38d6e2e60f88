import { describe, expect, test } from "@jest/globals";
import { anApi, aSharedStore, aStatus, urnOf } from "./an-api.js";
import { putSite } from "./site.js";

interface Outage {
  readonly resources: readonly { type: string; id: string; through: { id: string } }[];
  readonly slivers: readonly { id: string; creator?: string }[];
  readonly slices: readonly {
    urn: string;
    is_known: boolean;
    slivers: readonly string[];
    members: readonly object[];
  }[];
  readonly contacts: readonly { urn: string; email?: string }[];
  readonly personal_data: string;
}

const stores = [aStatus("site"), aStatus("far"), aStatus("ch")];
const PROXIED = { "x-forwarded-for": "192.0.2.1" };

describe("an outage", () => {
  const store = aSharedStore(putSite);
  const ask = async (query: string, headers = {}): Promise<Outage> => {
    const api = await anApi({ store: store(), stores });
    return (await api.json(`/outage?${query}`, headers)) as Outage;
  };

  test("of a machine spreads over its virtual machines, interfaces and links to slivers and people", async () => {
    const outage = await ask("type=node&id=pc1&source=site");

    expect(
      outage.resources.map(({ type, id, through }) => `${type} ${id} < ${through.id}`),
    ).toEqual([
      "interface pc1:eth1 < pc1",
      "node vm1 < pc1",
      "interfacevlan pc1:eth1:17 < pc1:eth1",
      "link lan < pc1:eth1:17",
      "link path < lan",
    ]);
    expect(outage.slivers.map(({ id }) => id)).toEqual(["s2", "s3"]);
    expect(outage.slices).toEqual([
      expect.objectContaining({
        urn: urnOf("slice", "exp", "ch"),
        is_known: true,
        slivers: ["s2"],
        members: [
          {
            urn: urnOf("user", "u1", "ch"),
            role: "lead",
            fullname: "First Person",
            email: "first@example.net",
          },
          expect.objectContaining({ role: "member", email: "second@example.net" }),
        ],
      }),
      expect.objectContaining({
        urn: urnOf("slice", "other", "ch"),
        is_known: false,
        slivers: ["s3"],
      }),
    ]);
    expect(outage.contacts.map(({ email }) => email)).toEqual([
      "first@example.net",
      "second@example.net",
    ]);
  });

  test("of a machine of the same id at another site touches nothing here", async () => {
    const far = await ask(`urn=${encodeURIComponent(urnOf("node", "pc1", "far"))}`);

    expect(far.slivers.map(({ id }) => id)).toEqual(["far1"]);
  });

  test.each([
    ["type=link&id=path", ["s3"]],
    ["type=interfacevlan&id=sw:1:17", ["s3"]],
    ["type=node&id=pc2", ["s1"]],
    ["type=sliver&id=s1", ["s1"]],
    ["type=aggregate&id=site", ["s1", "s2", "s3"]],
    ["type=node&id=pc1&source=site&expired=true", ["s2", "s3", "s4"]],
    ["type=slice&id=exp", []],
  ])("%s touches the slivers %j", async (query, ids) => {
    const { slivers } = await ask(query);

    expect(slivers.map(({ id }) => id).sort()).toEqual(ids);
  });

  test("of a slice names its members", async () => {
    const { slices } = await ask("type=slice&id=exp");

    expect(slices.map(({ members }) => members.length)).toEqual([2]);
  });

  test("names nobody to a caller who is no operator", async () => {
    const api = await anApi({ store: store(), stores });

    const text = await api.text("/outage?type=aggregate&id=site", PROXIED);
    const outage = JSON.parse(text) as Outage;

    expect(text).not.toMatch(/@example|Person/);
    expect(outage.personal_data).toBe("withheld");
    expect(outage.contacts.map(({ urn }) => urn)).toEqual([
      urnOf("user", "u1", "ch"),
      urnOf("user", "u2", "ch"),
    ]);
  });

  test("is told as a text in which no name can make a line of its own", async () => {
    const api = await anApi({ store: store(), stores });

    const reply = await api.get("/outage?type=node&id=pc1&source=site", { accept: "text/plain" });

    expect(reply.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(await reply.text())
      .toBe(`Outage of node pc1 (${urnOf("node", "pc1")}), as site tells of it
As known at 2023-11-14T22:13:20.000Z
Touches 5 other resources, 2 slivers, 2 slices, 2 people.

Slices:
  ${urnOf("slice", "exp", "ch")} until 2023-11-14T23:13:20.000Z: 1 sliver
    lead First Person <first@example.net>
    member Second Person / evil <second@example.net>
  ${urnOf("slice", "other", "ch")}: 1 sliver; no authority tells of it
    creator Second Person / evil <second@example.net>

Contacts:
  First Person <first@example.net>: 1 slice
  Second Person / evil <second@example.net>: 2 slices

Slivers:
  s2 at site until 2023-11-14T23:13:20.000Z
  s3 at site until 2023-11-14T23:13:20.000Z

Resources:
  interface pc1:eth1, through node pc1
  node vm1, through node pc1
  interfacevlan pc1:eth1:17, through interface pc1:eth1
  link lan, through interfacevlan pc1:eth1:17
  link path, through link lan
`);
  });

  test.each([
    ["type=node&id=nobody", 404, "no store tells of node"],
    ["type=node", 400, "give either urn, or type and id"],
    ["", 400, "give either urn, or type and id"],
    ["type=user&id=u1", 400, "parameter type is none of"],
    ["type=node&id=pc1", 400, "is something else at each of far, site: name the source"],
  ])("asked with %j is answered %i", async (query, status, message) => {
    const api = await anApi({ store: store(), stores });

    const reply = await api.get(`/outage?${query}`);

    expect(reply.status).toBe(status);
    expect(await reply.text()).toContain(message);
  });

  test("of too much is refused and names the limit", async () => {
    const api = await anApi({ store: store(), stores, limits: { maxTouched: 5 } });

    const reply = await api.get("/outage?type=aggregate&id=site");

    expect([reply.status, await reply.text()]).toEqual([
      413,
      expect.stringContaining("more than 5 objects"),
    ]);
  });
});
