import { describe, expect, test } from "@jest/globals";
import {
  aCache,
  dataOf,
  EMPTY,
  LOCKED,
  type Cache,
  type Client,
  type FakeReply,
} from "./support/a-cache.js";

/* Reference cache-manager 2.3, corners 9 to 15 and 18: times and waits as requests name them. */

const SECOND = 1_000;
const NOW_SECONDS = 1_700_000_000;

/** A holder, and somebody who waits for it. */
function heldKey(): Cache & { holder: Client; waiter: FakeReply } {
  const cache = aCache();
  const holder = cache.client();
  holder.get("k", 30);
  return { ...cache, holder, waiter: cache.client().get("k", 30) };
}

test.each([
  ["9", "0", 0],
  ["10", "negative", -5],
  ["10", "more than 1e9", 1_000_000_001],
  ["10", "no number", "300"],
])("corner %s: a ttl that is %s is refused and the lock passes on", (_corner, _what, ttl) => {
  const { holder, waiter } = heldKey();
  expect(holder.set("k", "v", { ttl }).status).toBe(400);
  expect(waiter.json).toEqual(LOCKED);
});

test("corner 10: a ttl of NaN, as Python writes it, is refused and the lock passes on", () => {
  const { holder, waiter } = heldKey();
  const body = `{"namespace": "PLUGIN#demo", "key": "k", "data": "v", "ttl": NaN}`;
  expect(holder.send("/set_data", body).status).toBe(400);
  expect(waiter.json).toEqual(LOCKED);
});

test("corner 10: a long ttl is cut at max_ttl, which expiry tells", () => {
  const { clock, client } = aCache({ config: { maxTtlMs: 60_000 } });
  client().set("k", "v", { ttl: 1e9 });
  expect(client().get("k", 0).json).toEqual({ ...dataOf("v"), expiry: NOW_SECONDS + 60 });
  clock.advance(59_999);
  expect(client().get("k", 0).json).toMatchObject(dataOf("v"));
  clock.advance(1);
  expect(client().get("k", 0).json).toEqual(EMPTY);
});

test("corner 11: a fraction of a second is a time like any other", () => {
  const { clock, client } = aCache();
  client().set("k", "v", { ttl: 0.25 });
  clock.advance(249);
  expect(client().get("k", 0).json).toMatchObject(dataOf("v"));
  clock.advance(1);
  expect(client().get("k", 0).json).toEqual(EMPTY);
});

describe("corner 12: a max_wait_time of 0, or none", () => {
  test.each([[{ max_wait_time: 0 }], [{}], [{ max_wait_time: null }]])(
    "%j only reads",
    (fields) => {
      const { client, engine } = aCache();
      expect(client().call("/get_data", { key: "k", ...fields }).json).toEqual(EMPTY);
      expect(engine.lockCount).toBe(0);
      client().get("k", 30);
      expect(client().call("/get_data", { key: "k", ...fields }).json).toEqual(EMPTY);
      expect(engine.waiterCount).toBe(0);
      client().set("k", "v");
      expect(client().call("/get_data", { key: "k", ...fields }).json).toMatchObject(dataOf("v"));
    },
  );
});

describe("corner 13: odd waits", () => {
  test("negative is 0: a hit still returns its data", () => {
    const { client, engine } = aCache();
    expect(client().get("k", -5).json).toEqual(EMPTY);
    expect(engine.lockCount).toBe(0);
    client().set("k", "v");
    expect(client().get("k", -5).json).toMatchObject(dataOf("v"));
  });

  test("a fraction counts: it takes the lock, and waits nine tenths of itself", () => {
    const { clock, client } = aCache();
    expect(client().get("k", 0.5).json).toEqual(LOCKED);
    const waiter = client().get("k", 0.5);
    clock.advance(449);
    expect(waiter.json).toBeUndefined();
    clock.advance(1);
    expect(waiter.json).toEqual(EMPTY);
  });

  test.each(["30", true, "NaN"])("%p is refused", (wait) => {
    const { client } = aCache();
    expect(client().call("/get_data", { key: "k", max_wait_time: wait }).status).toBe(400);
  });
});

test("corner 14: a huge wait ends at max_wait", () => {
  const { clock, client } = aCache({ locks: { maxWaitMs: 300_000, maxLeaseMs: 600_000 } });
  client().get("k", 1e9);
  const waiter = client().get("k", 1e9);
  clock.advance(300 * SECOND - 1);
  expect(waiter.json).toBeUndefined();
  clock.advance(1);
  expect(waiter.status).toBe(200);
});

describe("corner 15: data arrives at the very end of a wait", () => {
  test("before the timer: the waiter gets the data, once", () => {
    const { clock, client } = aCache({ locks: { onWaitTimeout: "empty" } });
    const holder = client();
    holder.get("k", 60);
    clock.after(29 * SECOND, () => void holder.set("k", "v"));
    const waiter = client().get("k", 30);
    clock.advance(60 * SECOND);
    expect(waiter.json).toMatchObject(dataOf("v"));
  });

  test("after the timer: it has its answer already and gets no second one", () => {
    const { clock, client } = aCache({ locks: { onWaitTimeout: "empty" } });
    const holder = client();
    holder.get("k", 60);
    const waiter = client().get("k", 30);
    clock.after(29 * SECOND, () => void holder.set("k", "v"));
    clock.advance(60 * SECOND);
    expect(waiter.json).toEqual(EMPTY);
    expect(client().get("k", 0).json).toMatchObject(dataOf("v"));
  });
});

describe("corner 18: the fetch fails", () => {
  const FAILURE = '{"error": "login failed"}';

  test("the original client's error object is data like any other, for its whole ttl", () => {
    const { clock, client } = aCache();
    client().set("k", FAILURE, { ttl: 900 });
    clock.advance(899 * SECOND);
    expect(client().get("k", 30).json).toEqual({ ...dataOf(FAILURE), expiry: NOW_SECONDS + 900 });
  });

  test("with error_ttl_cap it lives no longer than that and is told as an error", () => {
    const { clock, client } = aCache({ config: { errorTtlCapMs: 60_000 } });
    client().set("k", FAILURE, { ttl: 900 });
    expect(client().get("k", 30).json).toEqual({
      ...dataOf(FAILURE),
      expiry: NOW_SECONDS + 60,
      error: true,
    });
    clock.advance(60 * SECOND);
    expect(client().get("k", 30).json).toEqual(LOCKED);
  });

  test("a set flagged as an error is told as one", () => {
    const { client } = aCache();
    client().set("k", "boom", { ttl: 10, error: true });
    expect(client().get("k", 30).json).toEqual({
      ...dataOf("boom"),
      expiry: NOW_SECONDS + 10,
      error: true,
    });
  });
});
