import { describe, expect, test } from "@jest/globals";
import { aDatastore, COLLECTOR, type TestDatastore } from "../support/a-datastore.js";
import {
  CLIENT_AUTH,
  SERVER_AUTH,
  TestCa,
  type Identity,
  type LeafOptions,
  type Name,
} from "../support/certificates.js";
import { closeAfterEach } from "../support/clean-up.js";

closeAfterEach();

const HOUR_MS = 3_600_000;
const OTHER = "urn:publicid:IDN+ch.example.net+tool+stranger";
const ESCAPED = "urn:publicid:IDN+ch.example.net+tool+a%2Bb~c";
const WHITELIST = JSON.stringify([`URI:${COLLECTOR}`, ESCAPED]);
const url = (text: string): Name => ["url", text];

type Outcome = "served" | "refused" | "no handshake";

async function outcome(
  store: TestDatastore,
  identity: Identity | undefined,
): Promise<{ readonly outcome: Outcome; readonly text: string }> {
  try {
    const reply = await store.ask("/info/node/none", identity);
    return { outcome: reply.status === 200 ? "served" : "refused", text: reply.text() };
  } catch {
    return { outcome: "no handshake", text: "" };
  }
}

const many = (count: number): Name[] =>
  Array.from({ length: count }, (_, i) => url(`urn:publicid:IDN+ch.example.net+tool+n${i}`));

/** What the only authority signs, and what becomes of it. */
const LEAVES: readonly (readonly [string, LeafOptions, Outcome])[] = [
  ["one listed URN", { names: [url(COLLECTOR)] }, "served"],
  [
    "a listed URN, an address and a UUID",
    {
      names: [["email", "ops@example.net"], url(COLLECTOR), url("urn:uuid:be47098f")],
    },
    "served",
  ],
  ["for clients", { names: [url(COLLECTOR)], usages: [CLIENT_AUTH] }, "served"],
  [
    "for clients and servers",
    {
      names: [url(COLLECTOR)],
      usages: [SERVER_AUTH, CLIENT_AUTH],
    },
    "served",
  ],
  ["for servers only", { names: [url(COLLECTOR)], usages: [SERVER_AUTH] }, "no handshake"],
  [
    "expired",
    {
      names: [url(COLLECTOR)],
      notAfter: new Date(Date.now() - HOUR_MS),
    },
    "no handshake",
  ],
  [
    "not yet valid",
    {
      names: [url(COLLECTOR)],
      notBefore: new Date(Date.now() + HOUR_MS),
    },
    "no handshake",
  ],
  ["an authority with a listed URN", { names: [url(COLLECTOR)], isAuthority: true }, "refused"],
  ["no alternative name", {}, "refused"],
  ["the URN as common name", { commonName: COLLECTOR }, "refused"],
  [
    "the URN as common name beside another",
    {
      commonName: COLLECTOR,
      names: [url(OTHER)],
    },
    "refused",
  ],
  ["a URN that is not listed", { names: [url(OTHER)] }, "refused"],
  ["two URNs, the second listed", { names: [url(OTHER), url(COLLECTOR)] }, "served"],
  ["two URNs, the first listed", { names: [url(COLLECTOR), url(OTHER)] }, "served"],
  ["two URNs, none listed", { names: [url(OTHER), url(`${OTHER}2`)] }, "refused"],
  ["a listed URN among a thousand", { names: [...many(999), url(COLLECTOR)] }, "served"],
  ["a thousand URNs, none listed", { names: many(1000) }, "refused"],
  ["a DNS entry with the URN", { names: [["dns", COLLECTOR]] }, "refused"],
  ["a DNS entry that imitates a URI", { names: [["dns", `a, URI:${COLLECTOR}`]] }, "refused"],
  [
    "a DNS entry that imitates one without space",
    {
      names: [["dns", `a,URI:${COLLECTOR}`]],
    },
    "refused",
  ],
  ["a DNS entry that ends a quote", { names: [["dns", `a", URI:${COLLECTOR}`]] }, "refused"],
  ["an address that imitates a URI", { names: [["email", `a@b, URI:${COLLECTOR}`]] }, "refused"],
  ["a URI that holds the URN", { names: [url(`urn:x,URI:${COLLECTOR}`)] }, "refused"],
  ["a URI that holds the URN as an entry", { names: [url(`urn:x, URI:${COLLECTOR}`)] }, "refused"],
  ["a URI in quotes", { names: [url(`"${COLLECTOR}"`)] }, "refused"],
  ["a URI with URI: in front", { names: [url(`URI:${COLLECTOR}`)] }, "refused"],
  ["an empty URI", { names: [url("")] }, "refused"],
  ["only the prefix", { names: [url("urn:publicid:IDN+")] }, "refused"],
  ["a NUL behind the URN", { names: [url(`${COLLECTOR}\0`)] }, "refused"],
  ["a NUL and more behind the URN", { names: [url(`${COLLECTOR}\0.evil`)] }, "refused"],
  ["a NUL before the URN", { names: [url(`\0${COLLECTOR}`)] }, "refused"],
  ["a line break behind the URN", { names: [url(`${COLLECTOR}\n`)] }, "refused"],
  ["a space behind the URN", { names: [url(`${COLLECTOR} `)] }, "refused"],
  ["a space before the URN", { names: [url(` ${COLLECTOR}`)] }, "refused"],
  ["the name in capitals", { names: [url(COLLECTOR.replace("site", "SITE"))] }, "refused"],
  ["the authority in capitals", { names: [url(COLLECTOR.replace("ch.", "CH."))] }, "refused"],
  ["the scheme in capitals", { names: [url(COLLECTOR.replace("urn:", "URN:"))] }, "refused"],
  ["the namespace in small letters", { names: [url(COLLECTOR.replace("IDN", "idn"))] }, "refused"],
  ["a URN that begins with a listed one", { names: [url(`${COLLECTOR}s`)] }, "refused"],
  ["a URN that a listed one begins with", { names: [url(COLLECTOR.slice(0, -1))] }, "refused"],
  ["an escape as listed", { names: [url(ESCAPED)] }, "served"],
  ["an escape in small letters", { names: [url(ESCAPED.replace("%2B", "%2b"))] }, "served"],
  ["a letter escaped", { names: [url(COLLECTOR.replace("site", "%73ite"))] }, "served"],
  [
    "an escape undone that means something",
    {
      names: [url(ESCAPED.replace("%2B", "+"))],
    },
    "refused",
  ],
  ["an escape twice", { names: [url(ESCAPED.replace("%2B", "%252B"))] }, "refused"],
  ["half an escape", { names: [url(COLLECTOR.replace("site", "%7"))] }, "refused"],
];

describe("who is let in", () => {
  test("exactly those with a verified certificate and a listed URN", async () => {
    const store = await aDatastore({ whitelist: WHITELIST });
    const found: Record<string, Outcome> = {};
    for (const [name, leaf] of LEAVES) {
      const result = await outcome(store, await store.ca.issue(leaf));
      found[name] = result.outcome;
      if (result.outcome === "refused")
        expect(result.text).toBe("Client certificate not authorized\n");
    }
    expect(found).toEqual(Object.fromEntries(LEAVES.map(([name, , wanted]) => [name, wanted])));
  });

  test("no certificate, and one of another authority, end in the handshake", async () => {
    const store = await aDatastore();
    const other = await TestCa.create();
    expect(await outcome(store, undefined)).toMatchObject({ outcome: "no handshake" });
    const stranger = await other.client(COLLECTOR);
    expect(await outcome(store, stranger)).toMatchObject({ outcome: "no handshake" });
  });

  test("a chain counts up to its limit, and only when it is whole", async () => {
    const store = await aDatastore({ sets: ["tls.max_chain_depth=2"] });
    const one = await store.ca.authority("one");
    const two = await one.authority("two");
    const three = await two.authority("three");
    const results = [
      await one.client(COLLECTOR),
      await two.client(COLLECTOR),
      await three.client(COLLECTOR),
      await two.client(COLLECTOR, { chain: [] }),
      await two.client(COLLECTOR, { chain: [two] }),
    ].map(async (identity) => (await outcome(store, identity)).outcome);
    expect(await Promise.all(results)).toEqual([
      "served",
      "served",
      "no handshake",
      "no handshake",
      "no handshake",
    ]);
  });

  test("certificates may be optional: without one the answer is 401 in JSON", async () => {
    const store = await aDatastore({ sets: ["tls.client_certificate=optional"] });
    const reply = await store.ask("/info/node/n1", undefined);
    expect(reply.status).toBe(401);
    expect(JSON.parse(reply.text())).toMatchObject({
      error_message: "A client certificate is required",
      origin_url: "/info/node/n1",
    });
    const stranger = await (await TestCa.create()).client(COLLECTOR);
    expect(await outcome(store, stranger)).toMatchObject({ outcome: "no handshake" });
    const listed = await store.ca.client(COLLECTOR);
    expect(await outcome(store, listed)).toMatchObject({ outcome: "served" });
  });

  test("who takes JSON only is refused in JSON", async () => {
    const store = await aDatastore();
    const stranger = await store.ca.client(OTHER);
    const headers = { Accept: "application/json" };
    const reply = await store.ask("/info/node/n1", stranger, { headers });
    expect(reply.status).toBe(403);
    expect(JSON.parse(reply.text())).toMatchObject({
      error_message: "Client certificate not authorized",
    });
  });

  test("health needs no listing, metrics and status do", async () => {
    const store = await aDatastore();
    const stranger = await store.ca.client(OTHER);
    const listed = await store.ca.client(COLLECTOR);
    for (const path of ["/livez", "/readyz"])
      expect((await store.ask(path, stranger)).status).toBe(200);
    for (const path of ["/metrics", "/status", "/", "/openapi.json", "/nowhere"])
      expect((await store.ask(path, stranger)).status).toBe(403);
    for (const path of ["/metrics", "/status", "/", "/openapi.json"])
      expect((await store.ask(path, listed)).status).toBe(200);
  });

  test("rights are those of the list, on every way to a path", async () => {
    const [reader, seer] = [`${COLLECTOR}-reader`, `${COLLECTOR}-seer`];
    const whitelist = JSON.stringify([
      { urn: reader, scopes: ["info"] },
      { urn: seer, scopes: ["data"] },
    ]);
    const store = await aDatastore({ whitelist });
    const statusOf = async (urn: string, path: string): Promise<number> =>
      (await store.ask(path, await store.ca.client(urn))).status;
    expect(await statusOf(reader, "/info/node/n1")).toBe(200);
    expect(await statusOf(seer, "/data/?q=%7B%7D")).toBe(200);
    for (const path of ["/data/?q={}", "/data?q={}", "/%64ata/?q={}", "/%2564ata/?q={}"])
      expect([path, await statusOf(reader, path)]).not.toEqual([path, 200]);
    for (const path of ["/info/node/n1", "/%69nfo/node/n1", "/info", "/metrics"])
      expect([path, await statusOf(seer, path)]).toEqual([path, 403]);
  });
});
