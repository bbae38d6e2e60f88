import { randomBytes } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { sealNamespace } from "@signalbox/cache-core";
import { aCache, dataOf, LOCKED, type Cache, type Client } from "./support/a-cache.js";

const SECOND = 1_000;
const MARGIN_MS = 300 * SECOND;
const KEY = Buffer.alloc(16, 7);

/** A plugin started at this moment: its token is sealed now. */
function plugin(cache: Cache, name = "PLUGIN#demo", key = KEY): Client {
  const wallMs = cache.clock.wallMs();
  return cache.client(sealNamespace({ version: "v1", name, key, wallMs, random: randomBytes }));
}

const encrypted = (): Cache => aCache({ keys: [KEY], marginMs: MARGIN_MS });

describe("encrypted namespaces", () => {
  test("tokens of one plugin, made at different times, name one namespace", () => {
    const cache = encrypted();
    plugin(cache).set("k", "v");
    cache.clock.advance(SECOND);
    expect(plugin(cache).get("k", 30).json).toMatchObject(dataOf("v"));
    expect(plugin(cache, "PLUGIN#other").get("k", 30).json).toEqual(LOCKED);
  });

  test.each([
    ["a plain name", "PLUGIN#demo"],
    ["nothing", ""],
    ["a token of another key", undefined],
  ])("%s is refused with the one same message", (_what, namespace) => {
    const cache = encrypted();
    const caller =
      namespace === undefined ? plugin(cache, "x", Buffer.alloc(16, 8)) : cache.client(namespace);
    const refused = {
      status: 403,
      json: { error: "namespace token is not valid", code: "permission_denied" },
    };
    expect(caller.get("k", 30)).toMatchObject(refused);
    expect(caller.set("k", "v")).toMatchObject(refused);
    expect(caller.call("/delete_data", { key: "k" })).toMatchObject(refused);
    expect(caller.call("/release_lock", { key: "k" })).toMatchObject(refused);
    expect(caller.call("/renew_lock", { key: "k" })).toMatchObject(refused);
    expect(cache.counts.refused.get("namespace")).toBe(5);
  });

  test("a holder whose set is refused for its token does not leave waiters behind", () => {
    const cache = encrypted();
    const holder = plugin(cache);
    holder.get("k", 30);
    const waiter = plugin(cache).get("k", 30);
    const body = '{"namespace": "nonsense", "key": "k", "data": "v"}';
    expect(holder.send("/set_data", body).status).toBe(403);
    expect(waiter.json).toEqual(LOCKED);
  });
});

describe("a token outside the margin", () => {
  const OUT_OF_DATE = {
    status: 403,
    json: {
      error: "namespace token is more than 300 s off this server's clock (timestamp_error_margin)",
      code: "permission_denied",
    },
  };

  test("reads at the margin exactly, and not a millisecond later", () => {
    const cache = encrypted();
    const caller = plugin(cache);
    cache.clock.advance(MARGIN_MS);
    expect(caller.get("k", 0).status).toBe(200);
    cache.clock.advance(1);
    expect(caller.get("k", 0)).toMatchObject(OUT_OF_DATE);
    expect(caller.call("/delete_data", { key: "k" })).toMatchObject(OUT_OF_DATE);
  });

  test("from the future it is refused as well", () => {
    const cache = encrypted();
    const caller = plugin(cache);
    cache.clock.stepWallClock(-MARGIN_MS - 1);
    expect(caller.get("k", 30)).toMatchObject(OUT_OF_DATE);
  });

  test("is no use to a stranger who captured it, not even while its namespace holds the lock", () => {
    const cache = encrypted();
    const victim = plugin(cache);
    const captured = cache.client(victim.namespace);
    cache.clock.advance(MARGIN_MS - SECOND);
    victim.get("k", 60);
    cache.clock.advance(2 * SECOND);
    expect(captured.set("k", "evil")).toMatchObject(OUT_OF_DATE);
    expect(captured.call("/release_lock", { key: "k" })).toMatchObject(OUT_OF_DATE);
    expect(victim.set("k", "good").text).toBe('"ok"');
    expect(plugin(cache).get("k", 30).json).toMatchObject(dataOf("good"));
  });

  test("still renews, releases and sets for whoever holds the lock of the key", () => {
    const cache = encrypted();
    const holder = plugin(cache);
    holder.get("k", 60);
    for (let i = 0; i < 6; i++) {
      cache.clock.advance(55 * SECOND);
      expect(holder.call("/renew_lock", { key: "k" }).json).toEqual({ renewed: true, lease: 60 });
    }
    const waiter = plugin(cache).get("k", 30);
    expect(holder.get("k", 30)).toMatchObject(OUT_OF_DATE);
    expect(holder.set("k", "v").text).toBe('"ok"');
    expect(waiter.json).toMatchObject(dataOf("v"));
    expect(holder.call("/release_lock", { key: "k" })).toMatchObject(OUT_OF_DATE);
  });

  test("releases the lock it holds", () => {
    const cache = encrypted();
    const holder = plugin(cache);
    cache.clock.advance(MARGIN_MS - SECOND);
    holder.get("k", 60);
    cache.clock.advance(2 * SECOND);
    expect(holder.call("/release_lock", { key: "k" }).json).toEqual({ released: true });
  });

  test("sets nothing where its namespace holds no lock of that key", () => {
    const cache = encrypted();
    const old = plugin(cache);
    cache.clock.advance(MARGIN_MS + 1);
    plugin(cache).get("other key", 30);
    plugin(cache, "PLUGIN#other").get("k", 30);
    expect(old.set("k", "v")).toMatchObject(OUT_OF_DATE);
    expect(old.call("/renew_lock", { key: "k" })).toMatchObject(OUT_OF_DATE);
  });

  test("a margin of 0 switches the check off", () => {
    const cache = aCache({ keys: [KEY], marginMs: 0 });
    const caller = plugin(cache);
    cache.clock.advance(1e9);
    expect(caller.get("k", 30).json).toEqual(LOCKED);
  });
});
