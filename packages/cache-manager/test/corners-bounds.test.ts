import { describe, expect, test } from "@jest/globals";
import {
  aCache,
  dataOf,
  EMPTY,
  LOCKED,
  MB,
  NAMESPACE,
  type Cache,
  type Client,
  type FakeReply,
} from "./support/a-cache.js";

/* Reference cache-manager 2.3, corners 22 to 27: bounds, clocks, the end of the service. */

const SECOND = 1_000;
const NOW_SECONDS = 1_700_000_000;

/** A holder, and somebody who waits for it. */
function heldKey(): Cache & { holder: Client; waiter: FakeReply } {
  const cache = aCache();
  const holder = cache.client();
  holder.get("k", 30);
  return { ...cache, holder, waiter: cache.client().get("k", 30) };
}

describe("corner 22: the item is too large", () => {
  const LARGE = "x".repeat(MB + 1);

  test("one waiter may try, everyone else is refused at once, for a while", () => {
    const { clock, client, holder, waiter, counts } = heldKey();
    const second = client().get("k", 30);
    const refused = holder.set("k", LARGE);
    expect(refused.status).toBe(413);
    expect(refused.json).toEqual({
      error: "item is 1048577 B, limit is 1048576 B (max_item_size)",
      code: "item_too_large",
    });
    expect(waiter.json).toEqual(LOCKED);
    expect(second.status).toBe(413);
    expect(client().get("k", 30).status).toBe(413);
    expect(counts.refused.get("oversize")).toBe(1);
    clock.advance(10 * SECOND);
    const later = client().get("k", 30);
    expect(later.status).toBeUndefined();
  });

  test("an item that fits ends the refusals", () => {
    const { client, holder } = heldKey();
    holder.set("k", LARGE);
    client().set("k", "small");
    expect(client().get("k", 30).json).toMatchObject(dataOf("small"));
  });

  test("the limit is in bytes of the data itself, however it is escaped on the wire", () => {
    const { client } = aCache({ config: { maxItemBytes: 6 } });
    const set = (data: string): number | undefined =>
      client().send("/set_data", `{"namespace":"n","key":"k","data":"${data}"}`).status;
    expect(set("123456")).toBe(200);
    expect(set("1234567")).toBe(413);
    expect(set(String.raw`\u0031\u0032\u0033\u0034\u0035\u0036`)).toBe(200);
    expect(set(String.raw`\"\"\"\"\"\"`)).toBe(200);
    expect(set(String.raw`\"\"\"\"\"\"\"`)).toBe(413);
    expect(set(String.raw`éé\u00e9`)).toBe(200);
    expect(set(String.raw`éé\u00e9x`)).toBe(413);
    expect(set(String.raw`\ud83d\ude80xx`)).toBe(200);
    expect(set(String.raw`\ud83d\ude80xxx`)).toBe(413);
  });

  test("an item larger than the whole cache is refused too, and what is there stays", () => {
    const { client } = aCache({ config: { maxItemBytes: 0, maxCacheBytes: 50_000 } });
    client().set("other", "v");
    expect(client().set("k", "x".repeat(60_000)).status).toBe(413);
    expect(client().get("other", 0).json).toMatchObject(dataOf("v"));
  });

  test("the refusal is for the key's length when that is too much as well: such a key is not remembered", () => {
    const { client } = aCache();
    const key = "k".repeat(1024);
    expect(client().set(key, LARGE).json).toMatchObject({ code: "invalid_argument" });
    expect(client().set(key.slice(NAMESPACE.length), LARGE).status).toBe(413);
  });

  test("somebody else's oversize set does not take the holder's lock", () => {
    const { client, waiter, engine } = heldKey();
    expect(client().set("k", LARGE).status).toBe(413);
    expect(waiter.json).toBeUndefined();
    expect(engine.lockCount).toBe(1);
  });
});

test("corner 23: however many ask at once, one node grants one lock of a key", () => {
  const { client } = aCache();
  const replies = [...Array(100).keys()].map(() => client().get("k", 30));
  expect(replies.filter(({ json }) => json !== undefined).map(({ json }) => json)).toEqual([
    LOCKED,
  ]);
});

describe("corner 24: the wall clock steps", () => {
  const HOUR = 3_600_000;

  test.each([2 * HOUR, -2 * HOUR])("by %d ms: ttl, lease and waits do not notice", (step) => {
    const { clock, client } = aCache();
    client().set("value", "v", { ttl: 10 });
    client().get("k", 30);
    const waiter = client().get("k", 30);
    clock.stepWallClock(step);
    clock.advance(9_999);
    expect(client().get("value", 0).json).toMatchObject(dataOf("v"));
    clock.advance(1);
    expect(client().get("value", 0).json).toEqual(EMPTY);
    clock.advance(18_999);
    expect(waiter.json).toBeUndefined();
    clock.advance(1);
    expect(waiter.json).toEqual(LOCKED);
  });

  test("expiry is told by the wall clock of the set", () => {
    const { clock, client } = aCache();
    clock.stepWallClock(HOUR);
    client().set("k", "v", { ttl: 10 });
    expect(client().get("k", 0).json).toMatchObject({ expiry: NOW_SECONDS + 3600 + 10 });
  });
});

describe("corner 25: the server stops", () => {
  test("everyone who waits is answered and nothing is left running", () => {
    const { client, clock, engine } = aCache();
    client().get("a", 30);
    client().get("b", 30);
    const waiters = ["a", "a", "b"].map((key) => client().get(key, 30));
    engine.stop();
    expect(waiters.map(({ json }) => json)).toEqual([EMPTY, EMPTY, EMPTY]);
    expect(engine).toMatchObject({ lockCount: 0, waiterCount: 0 });
    expect(clock.pendingTimers).toBe(0);
  });

  test("who comes later on a connection still open neither waits nor gets a lock", () => {
    const { client, clock, engine } = aCache();
    client().set("value", "v");
    engine.stop();
    expect(client().get("k", 30).json).toEqual(EMPTY);
    expect(client().get("k", 30).json).toEqual(EMPTY);
    expect(client().get("value", 30).json).toMatchObject(dataOf("v"));
    expect(clock.pendingTimers).toBe(0);
  });
});

describe("corner 26: many waiters", () => {
  test.each([
    ["max_waiters_per_key", { maxWaitersPerKey: 2 }, "key_waiters"],
    ["max_waiters_per_namespace", { maxWaitersPerNamespace: 2 }, "namespace_waiters"],
    ["max_waiters", { maxWaiters: 2 }, "waiters"],
  ] as const)("above %s they are answered at once and counted", (_what, locks, reason) => {
    const { client, counts, engine } = aCache({ locks });
    client().get("k", 30);
    const waiters = [1, 2, 3].map(() => client().get("k", 30));
    expect(waiters.map(({ json }) => json)).toEqual([undefined, undefined, EMPTY]);
    expect(engine.waiterCount).toBe(2);
    expect(counts.refused.get(reason)).toBe(1);
  });

  test.each([
    ["max_locks", { maxLocks: 2 }, "locks"],
    ["max_locks_per_namespace", { maxLocksPerNamespace: 2 }, "namespace_locks"],
  ] as const)("above %s nobody gets another lock", (_what, locks, reason) => {
    const { client, counts } = aCache({ locks });
    const replies = ["a", "b", "c"].map((key) => client().get(key, 30).json);
    expect(replies).toEqual([LOCKED, LOCKED, EMPTY]);
    expect(counts.refused.get(reason)).toBe(1);
  });

  test("one namespace's share does not touch another's", () => {
    const { client } = aCache({ locks: { maxLocksPerNamespace: 1 } });
    client("one").get("a", 30);
    expect(client("one").get("b", 30).json).toEqual(EMPTY);
    expect(client("two").get("b", 30).json).toEqual(LOCKED);
  });
});

test("corner 27: a wake-up writes one and the same buffer to every waiter, in order, in slices", () => {
  const { client, clock } = aCache();
  const holder = client();
  holder.get("k", 30);
  const waiters = [...Array(600).keys()].map(() => client().get("k", 30));
  holder.set("k", "v");
  const answered = (): number => waiters.findLastIndex(({ status }) => status !== undefined) + 1;
  expect(answered()).toBe(256);
  clock.advance(0);
  expect(answered()).toBe(600);
  expect(new Set(waiters.map(({ sent }) => sent)).size).toBe(1);
  expect(waiters.at(-1)?.json).toMatchObject(dataOf("v"));
});
