import { describe, expect, test } from "@jest/globals";
import { aCache, dataOf, EMPTY, LOCKED } from "./support/a-cache.js";

const SECOND = 1_000;
const NOW_SECONDS = 1_700_000_000;

describe("time to live", () => {
  test("without a ttl it is 900 s; expiry is whole epoch seconds", () => {
    const { clock, client } = aCache();
    clock.stepWallClock(999);
    client().set("k", "v");
    expect(client().get("k", 30).json).toEqual({ ...dataOf("v"), expiry: NOW_SECONDS + 900 });
    clock.advance(900 * SECOND - 1);
    expect(client().get("k", 30).json).toMatchObject(dataOf("v"));
    clock.advance(1);
    expect(client().get("k", 30).json).toEqual(LOCKED);
  });

  test("setting again starts it anew, reading does not", () => {
    const { clock, client } = aCache();
    client().set("k", "v", { ttl: 10 });
    clock.advance(6 * SECOND);
    client().get("k", 30);
    client().set("k", "w", { ttl: 10 });
    clock.advance(6 * SECOND);
    expect(client().get("k", 30).json).toMatchObject(dataOf("w"));
    clock.advance(4 * SECOND);
    expect(client().get("k", 0).json).toEqual(EMPTY);
  });

  test("expired entries are purged by a timer although nobody asks for them", () => {
    const { clock, client, engine, counts } = aCache({ config: { purgeMs: 60_000 } });
    for (let i = 0; i < 2_500; i++) client().set(`k${i}`, "v", { ttl: 1 });
    client().set("long", "v", { ttl: 600 });
    expect(engine.itemCount).toBe(2_501);
    clock.advance(60 * SECOND);
    expect(engine.itemCount).toBe(1);
    expect(counts.expirations).toBe(2_500);
  });
});

describe("data", () => {
  test.each([
    ["JSON text, as Python sends it", String.raw`"{\"z\": \"\\u00e9\"}"`],
    ["escapes of astral characters", String.raw`"\ud83d\ude80"`],
    ["half a surrogate pair", String.raw`"\ud83d"`],
    ["raw UTF-8", '"é🚀"'],
    ["nothing", '""'],
    ["an escaped slash, which stays escaped", String.raw`"\/"`],
    ["what the reply itself consists of", String.raw`"\",\"lock\":false,\"expiry\":0}"`],
  ])("%s comes back byte for byte, to readers and to waiters", (_what, literal) => {
    const { client } = aCache();
    const holder = client();
    holder.get("k", 30);
    const waiter = client().get("k", 30);
    const body = `{"namespace":"PLUGIN#demo","key":"k","data":${literal},"ttl":300}`;
    expect(holder.send("/set_data", body).text).toBe('"ok"');
    const reply = `{"data":${literal},"lock":false,"expiry":${NOW_SECONDS + 300}}`;
    expect(waiter.text).toBe(reply);
    expect(client().get("k", 30).text).toBe(reply);
  });

  test("a namespace sees nothing of another's", () => {
    const { client } = aCache();
    client("one").set("k", "secret");
    expect(client("two").get("k", 0).json).toEqual(EMPTY);
    expect(client("two").call("/delete_data", { key: "k" }).json).toEqual({ deleted: false });
    // No pair of namespace and key may be mistaken for another pair.
    client("a").set("bc", "1");
    expect(client("ab").get("c", 0).json).toEqual(EMPTY);
    expect(client("").get("abc", 0).json).toEqual(EMPTY);
  });

  test.each(["__proto__", "constructor", "toString", "", "k|v", "a\nb", "🚀", "\0"])(
    "%j is a key like any other",
    (key) => {
      const { client } = aCache();
      expect(client().get(key, 30).json).toEqual(LOCKED);
      expect(client("__proto__").get(key, 30).json).toEqual(LOCKED);
      client().set(key, "v");
      expect(client().get(key, 30).json).toMatchObject(dataOf("v"));
      expect(({} as Record<string, unknown>).v).toBeUndefined();
    },
  );

  test("a key that is too long, or half a surrogate pair, is refused and the lock passes on", () => {
    const { client } = aCache();
    const long = client().get("k".repeat(1_100), 30);
    expect(long).toMatchObject({
      status: 400,
      json: {
        error: "namespace and key are longer than 1024 bytes together (max_key_size)",
        code: "invalid_argument",
      },
    });
    expect(client().get("\ud83d", 30).status).toBe(400);
    expect(client().set("\ud83d", "v").status).toBe(400);
    expect(client().call("/delete_data", { key: "\ud83d" }).status).toBe(400);
  });
});

describe("delete_data", () => {
  test("forgets a key, says whether there was one, and leaves its lock alone", () => {
    const { clock, client, engine } = aCache();
    client().set("k", "v", { ttl: 10, refresh_ahead: 5 });
    clock.advance(5 * SECOND);
    client().get("k", 30);
    expect(client().call("/delete_data", { key: "k" }).json).toEqual({ deleted: true });
    expect(client().call("/delete_data", { key: "k" }).json).toEqual({ deleted: false });
    expect(engine).toMatchObject({ itemCount: 0, lockCount: 1 });
  });

  test("what has expired was not there", () => {
    const { clock, client } = aCache();
    client().set("k", "v", { ttl: 1 });
    clock.advance(SECOND);
    expect(client().call("/delete_data", { key: "k" }).json).toEqual({ deleted: false });
  });
});

describe("a set that cannot be accepted does not leave waiters behind", () => {
  const HOLDER = '{"namespace": "PLUGIN#demo", "key": "k", ';

  test.each([
    ["is no JSON", "{"],
    ["is empty", ""],
    ["is not UTF-8", Buffer.from([0x7b, 0xff])],
    ["is deeper than any request", `${HOLDER}"data": {"a": 1}}`],
    ["has no data", `${HOLDER}"ttl": 300}`],
    ["has data that is a number", `${HOLDER}"data": 1}`],
    ["has a bad ttl", `${HOLDER}"data": "v", "ttl": -1}`],
    ["has a bad stale_ttl", `${HOLDER}"data": "v", "stale_ttl": -1}`],
    ["has a bad error flag", `${HOLDER}"data": "v", "error": "yes"}`],
    ["has no key", '{"namespace": "PLUGIN#demo", "data": "v"}'],
    ["has a key that is a number", '{"namespace": "PLUGIN#demo", "key": 1, "data": "v"}'],
    ["has no namespace", '{"key": "k", "data": "v"}'],
    ["has a token that is a number", `${HOLDER}"data": "v", "lock_token": 1}`],
  ])("that %s", (_what, body) => {
    const { client } = aCache();
    const holder = client();
    holder.get("k", 30);
    const waiter = client().get("k", 30);
    expect(holder.send("/set_data", body).status).toBe(400);
    expect(waiter.json).toEqual(LOCKED);
  });

  test("and takes no lock from anybody but its sender", () => {
    const { client, engine } = aCache();
    client().get("k", 30);
    const waiter = client().get("k", 30);
    const stranger = client();
    for (const body of ["{", "{}", `${HOLDER}"data": "v", "ttl": 0}`]) {
      expect(stranger.send("/set_data", body).status).toBe(400);
    }
    expect(waiter.json).toBeUndefined();
    expect(engine.lockCount).toBe(1);
  });
});
