import { describe, expect, test } from "@jest/globals";
import { anApi, anObject, aSharedStore, aStatus, NOW_US, refTo, urnOf } from "./an-api.js";
import { putSite } from "./site.js";

const stores = [aStatus("site"), aStatus("far"), aStatus("ch")];
const PROXIED = { "x-forwarded-for": "192.0.2.1" };

describe("inventory of all stores", () => {
  const store = aSharedStore(async (one) => {
    await putSite(one);
    await one.info.put([anObject("node", "rack/1:a+b"), anObject("node", "gone")]);
    await one.info.markGone([{ source: "site", type: "node", id: "gone" }], NOW_US);
  });

  test("an object is told of by every store that knows its id", async () => {
    const api = await anApi({ store: store(), stores });

    const { objects } = (await api.json("/info/node/pc1")) as { objects: { source: string }[] };

    expect(objects.map(({ source }) => source)).toEqual(["far", "site"]);
    expect(objects[1]).toMatchObject({
      type: "node",
      id: "pc1",
      urn: urnOf("node", "pc1"),
      ts: NOW_US,
      object: { node_type: "server" },
    });
  });

  test.each([
    [`/info/node/${urnOf("node", "pc1", "far")}`, ["far"]],
    [`/info/node/${encodeURIComponent(urnOf("node", "pc1", "far"))}`, ["far"]],
    ["/info/node/pc1?source=site", ["site"]],
    ["/info/node/rack/1:a+b", ["site"]],
    ["/info/node/rack%2F1%3Aa%2Bb", ["site"]],
    ["/info/node/gone", ["site"]],
  ])("%s finds the object of %j", async (path, sources) => {
    const api = await anApi({ store: store(), stores });

    const { objects } = (await api.json(path)) as { objects: { source: string }[] };

    expect(objects.map(({ source }) => source)).toEqual(sources);
  });

  test.each([
    ["/info/node/nobody", 404],
    ["/info/planet/earth", 404],
    ["/info/planet", 404],
    ["/info/node/%zz", 400],
    ["/info/node/", 404],
    ["/nowhere", 404],
  ])("%s is answered %i as JSON", async (path, status) => {
    const api = await anApi({ store: store(), stores });

    const reply = await api.get(path);

    expect(reply.status).toBe(status);
    expect(await reply.json()).toHaveProperty("code");
  });

  test("the objects of a type are listed page by page", async () => {
    const api = await anApi({ store: store(), stores });

    const all = (await api.json("/info/node")) as { objects: { id: string }[] };
    const first = (await api.json("/info/node?limit=2")) as { cursor: string; objects: object[] };
    const second = (await api.json(`/info/node?limit=9&cursor=${first.cursor}`)) as typeof first;

    expect(all.objects.map(({ id }) => id)).toEqual(["pc1", "pc1", "pc2", "rack/1:a+b", "vm1"]);
    expect([...first.objects, ...second.objects]).toEqual(all.objects);
  });

  test.each([
    ["source=far", ["pc1"]],
    ["id_prefix=v", ["vm1"]],
    [`urn=${encodeURIComponent(urnOf("node", "pc2"))}`, ["pc2"]],
    ["gone=true&id_prefix=g", ["gone"]],
    ["changed_since=now", ["pc1", "pc1", "pc2", "rack/1:a+b", "vm1"]],
    ["changed_since=2024-01-01T00:00:00Z", []],
  ])("the filter %s gives %j", async (filter, ids) => {
    const api = await anApi({ store: store(), stores });

    const { objects } = (await api.json(`/info/node?${filter}`)) as { objects: { id: string }[] };

    expect(objects.map(({ id }) => id)).toEqual(ids);
  });

  test("who people are is told to operators only, and it is said so", async () => {
    const api = await anApi({ store: store(), stores });

    const [open, proxied] = await Promise.all(
      [{}, PROXIED].map((headers) => api.text("/info/user", headers)),
    );

    expect(open).toContain("first@example.net");
    expect(open).not.toContain("withheld");
    expect(proxied).not.toMatch(/first@|First Person/);
    expect(proxied).toContain('"personal_data":"withheld"');
    expect(proxied).toContain(urnOf("user", "u1", "ch"));
  });

  test.each([
    ["everybody", PROXIED, true],
    ["nobody", {}, false],
  ] as const)(
    "with the setting %s personal data are shown accordingly",
    async (setting, headers, isShown) => {
      const api = await anApi({ store: store(), stores, personalData: setting });

      const text = await api.text("/info/user/u1", headers);

      expect(text.includes("first@example.net")).toBe(isShown);
    },
  );

  test("back-references are found by id and by URN", async () => {
    const api = await anApi({ store: store(), stores });

    const node = await api.json("/references/node/pc2");
    const user = await api.json(`/references/user/${refTo("user", "u2", "ch").urn}`);

    expect(node).toEqual({
      type: "node",
      id: "pc2",
      urns: [urnOf("node", "pc2")],
      referrers: [
        { source: "site", type: "aggregate", id: "site", field: "resources" },
        { source: "site", type: "sliver", id: "s1", field: "resources" },
      ],
    });
    expect(user).toMatchObject({
      referrers: [
        { source: "ch", type: "slice", id: "exp", field: "members" },
        { source: "site", type: "sliver", id: "s3", field: "creator" },
      ],
    });
  });
});
