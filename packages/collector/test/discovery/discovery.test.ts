import { describe, expect, test } from "@jest/globals";
import { systemClock } from "@signalbox/clock";
import { createDatastoreClient } from "@signalbox/datastore-client";
import { mergeStores } from "../../src/discovery/discovered-stores.js";
import { Discovery } from "../../src/discovery/discovery.js";
import { LastGoodList } from "../../src/discovery/last-good-list.js";
import { configuredStores } from "../../src/stores/configured-stores.js";
import { aHttpStore, onEnd, type AHttpStore } from "../support/a-http-store.js";
import { put } from "../support/a-site.js";
import { MemoryStore } from "../support/memory-store.js";

const PATH = "/info/opsconfig/geni-prod";

function lists(from: AHttpStore, fields: Readonly<Record<string, unknown>>): void {
  put(from, "opsconfig", "geni-prod", { version: "1", info: [], ...fields });
}

const entry = (id: string, more: object = {}) => ({
  urn: `urn:publicid:IDN+${id}+authority+cm`,
  amtype: "instageni",
  href: `https://${id}.example.net:4334/info/aggregate/${id}`,
  ...more,
});

async function aDiscovery(store = new MemoryStore()) {
  const from = await aHttpStore();
  const url = from.url + PATH;
  const client = createDatastoreClient({
    url: from.url,
    clock: systemClock,
    random: () => 0.5,
    limits: { attempts: 1 },
  });
  onEnd(() => client.close());
  const rules = { allowHttp: false, insecure: ["b"], maxStores: 5 };
  // The same list wherever the test's server happens to listen.
  const lastGood = new LastGoodList(store.values, "https://config.example.net");
  const discovery = new Discovery({ url, client, lastGood, rules });
  const look = () => discovery.look(new AbortController().signal);
  return { from, look, store };
}

describe("an opsconfig", () => {
  test("gives stores of all three kinds, with what it says of them", async () => {
    const { from, look } = await aDiscovery();
    lists(from, {
      aggregatestores: [entry("a"), entry("b")],
      externalcheckstores: [{ href: "https://check.example.net/x/info/externalcheck/gpo" }],
      authorities: [
        {
          href: "https://ch.example.net/info/authority/ch.example.net",
          urn: "urn:publicid:IDN+ch.example.net+authority+ch",
        },
      ],
    });
    const { stores, problems, failure } = await look();
    expect(failure).toBeUndefined();
    expect(problems.lines).toEqual([]);
    expect(stores.map(({ id, rootType, verifyServer }) => [id, rootType, verifyServer])).toEqual([
      ["a", "aggregate", true],
      ["b", "aggregate", false],
      ["gpo", "externalcheck", true],
      ["ch.example.net", "authority", true],
    ]);
    expect(stores[0]).toMatchObject({
      kind: "instageni",
      rootUrl: "https://a.example.net:4334/info/aggregate/a",
    });
  });

  test("of 2014 calls its list by another name", async () => {
    const { from, look } = await aDiscovery();
    lists(from, { aggregates: [entry("a")] });
    expect((await look()).stores.map(({ id }) => id)).toEqual(["a"]);
  });

  test("with mistakes gives what can be used, and says what cannot", async () => {
    const { from, look } = await aDiscovery();
    lists(from, {
      aggregatestores: [
        entry("a"),
        entry("a"),
        entry("c", { href: "http://c.example.net/info/aggregate/c" }),
        entry("d", { urn: "urn:publicid+IDN+d+authority+cm" }),
        entry("a", { href: "https://other.example.net/info/aggregate/a" }),
        entry("f"),
      ],
    });
    const { stores, problems } = await look();
    expect(stores.map(({ id }) => id)).toEqual(["a", "d", "aggregate:a"]);
    expect(stores[1]?.urn).toBe("urn:publicid:IDN+d+authority+cm");
    expect(problems.lines).toEqual([
      expect.stringContaining("is listed more than once"),
      expect.stringContaining("is not https:"),
      expect.stringContaining("URN is malformed"),
      expect.stringContaining("limit is 5"),
    ]);
  });

  test("that lists two stores of one name never lets one have the other's id", async () => {
    const store = new MemoryStore();
    const { from, look } = await aDiscovery(store);
    const [one, other] = ["one", "other"].map((host) =>
      entry("a", { href: `https://${host}.example.net/info/aggregate/a` }),
    );
    const idsOf = async (ask: typeof look) =>
      new Map((await ask()).stores.map(({ id, rootUrl }) => [new URL(rootUrl).host, id]));
    lists(from, { aggregatestores: [one] });
    await look();

    lists(from, { aggregatestores: [other, one] });
    const both = await idsOf(look);
    lists(from, { aggregatestores: [other] });
    const left = await idsOf(look);
    const restarted = await aDiscovery(store);
    lists(restarted.from, { aggregatestores: [other, entry("b")] });
    const later = await idsOf(restarted.look);

    expect(both).toEqual(
      new Map([
        ["other.example.net", "aggregate:a"],
        ["one.example.net", "a"],
      ]),
    );
    expect(left.get("other.example.net")).toBe("aggregate:a");
    expect(later.get("other.example.net")).toBe("aggregate:a");
  });

  test("is asked with a condition, and what did not change stays", async () => {
    const { from, look } = await aDiscovery();
    from.hasEtags = true;
    lists(from, { aggregatestores: [entry("a")] });
    await look();
    const { stores, failure } = await look();
    expect([stores.map(({ id }) => id), failure]).toEqual([["a"], undefined]);
  });

  test.each([
    ["does not answer", [500, "no"] as const],
    ["answers with something else", [200, "{}"] as const],
    [
      "lists nothing any more",
      [
        200,
        JSON.stringify({ $schema: "x/opsconfig#", id: "geni-prod", aggregatestores: [] }),
      ] as const,
    ],
  ])("that %s takes no store away, after a restart neither", async (_, odd) => {
    const store = new MemoryStore();
    const before = await aDiscovery(store);
    lists(before.from, { aggregatestores: [entry("a")] });
    await before.look();
    before.from.odd.set(PATH, odd);
    expect((await before.look()).stores.map(({ id }) => id)).toEqual(["a"]);
    const after = await aDiscovery(store);
    after.from.odd.set(PATH, odd);
    const { stores, failure } = await after.look();
    expect(stores.map(({ id }) => id)).toEqual(["a"]);
    expect(failure).toBeDefined();
  });
});

describe("configured stores", () => {
  const setting = (url: string, more: object = {}) => ({
    id: "",
    url,
    insecure: false,
    allowed_origins: [],
    ...more,
  });

  test("are named by their URL, and win over those of the list", async () => {
    const { from, look } = await aDiscovery();
    lists(from, { aggregatestores: [entry("a"), entry("b"), entry("c")] });
    const { stores } = await look();
    const configured = configuredStores({
      allow_http: false,
      stores: [
        setting("https://mine.example.net/info/aggregate/a", { insecure: true }),
        setting("https://c.example.net:4334/info/aggregate/c", { id: "mine" }),
      ],
    });
    const merged = mergeStores(configured, stores);
    expect(merged.map(({ id, verifyServer }) => [id, verifyServer])).toEqual([
      ["a", false],
      ["mine", true],
      ["b", false],
    ]);
  });

  test.each([
    ["http://site.example.net/info/aggregate/a", "is not https:"],
    ["https://user:secret@site.example.net/info/aggregate/a", "no URL that can be used"],
    ["https://site.example.net/info/node/a", "does not end in /info/"],
    ["nonsense", "no URL that can be used"],
  ])("that cannot be used are refused: %s", (url, reason) => {
    const read = () => configuredStores({ allow_http: false, stores: [setting(url)] });
    expect(read).toThrow(reason);
    expect(read).not.toThrow("secret");
  });

  test("of one name are refused", () => {
    const stores = ["x", "y"].map((host) =>
      setting(`https://${host}.example.net/info/aggregate/a`),
    );
    expect(() => configuredStores({ allow_http: false, stores })).toThrow(
      "two stores with the id a",
    );
  });
});
