import { expect, test } from "@jest/globals";
import { aCache, dataOf, EMPTY, LOCKED } from "./support/a-cache.js";

/* Reference cache-manager 2.3, corners 6 to 8, 16, 17 and 19 to 21: how a lock ends, goes on, or stays. */

const SECOND = 1_000;

test("corner 6: a set without a lock is taken, and again to refresh", () => {
  const { client } = aCache();
  expect(client().set("k", "one").text).toBe('"ok"');
  expect(client().set("k", "two").text).toBe('"ok"');
  expect(client().get("k", 30).json).toMatchObject(dataOf("two"));
});

test("corner 7: a set after the lock has expired is taken", () => {
  const { clock, client, engine } = aCache();
  const holder = client();
  holder.get("k", 5);
  clock.advance(60 * SECOND);
  expect(engine.lockCount).toBe(0);
  expect(holder.set("k", "v").text).toBe('"ok"');
  expect(client().get("k", 30).json).toMatchObject(dataOf("v"));
});

test("corner 8: a set while another holds the lock wakes everyone; the holder's own set then wins", () => {
  const { client, engine } = aCache();
  const holder = client();
  holder.get("k", 30);
  const waiters = [client(), client()].map((waiter) => waiter.get("k", 30));
  expect(client().set("k", "from a stranger").text).toBe('"ok"');
  for (const { json } of waiters) expect(json).toMatchObject(dataOf("from a stranger"));
  expect(engine.lockCount).toBe(0);
  expect(holder.set("k", "from the holder").text).toBe('"ok"');
  expect(client().get("k", 30).json).toMatchObject(dataOf("from the holder"));
});

test("corner 16: who holds the lock and asks again gets it again, with the same token", () => {
  const { client, counts } = aCache();
  const holder = client();
  const first = holder.get("k", 30, { lock_token: true }).json;
  expect(holder.get("k", 30, { lock_token: true }).json).toEqual(first);
  expect(first).toMatchObject({ lock: true, lock_token: "this-process.1" });
  expect(counts.grants.get("again")).toBe(1);
});

test("corner 17: a get sent again, whose first copy got the lock on a dead connection, gets it after the grace", () => {
  const { clock, client } = aCache();
  const plugin = client();
  plugin.get("k", 30);
  plugin.die();
  plugin.reconnect();
  const again = plugin.get("k", 30);
  expect(again.json).toBeUndefined();
  clock.advance(250);
  expect(again.json).toEqual(LOCKED);
});

test("corner 19: a holder that gives up passes the lock on; nobody else can do it for him", () => {
  const { client, engine } = aCache();
  const holder = client();
  holder.get("k", 30);
  const next = client();
  const waiter = next.get("k", 30);
  expect(client().call("/release_lock", { key: "k" }).json).toEqual({ released: false });
  expect(holder.call("/release_lock", { key: "k" }).json).toEqual({ released: true });
  expect(waiter.json).toEqual(LOCKED);
  expect(holder.call("/release_lock", { key: "k" }).json).toEqual({ released: false });
  expect(next.call("/release_lock", { key: "k" }).json).toEqual({ released: true });
  expect(engine.lockCount).toBe(0);
});

test("corner 20: a long fetch renews its lease, by connection or by token from anywhere", () => {
  const { clock, client } = aCache();
  const holder = client();
  const { lock_token } = holder.get("k", 5, { lock_token: true }).json as { lock_token: string };
  const waiter = client().get("k", 60);
  clock.advance(4 * SECOND);
  expect(holder.call("/renew_lock", { key: "k" }).json).toEqual({ renewed: true, lease: 5 });
  clock.advance(4 * SECOND);
  const elsewhere = client();
  expect(elsewhere.call("/renew_lock", { key: "k" }).json).toEqual({ renewed: false, lease: 0 });
  expect(elsewhere.call("/renew_lock", { key: "k", lock_token }).json).toEqual({
    renewed: true,
    lease: 5,
  });
  clock.advance(4_999);
  expect(waiter.json).toBeUndefined();
  clock.advance(1);
  expect(waiter.json).toEqual(LOCKED);
});

test("corner 21: a value that is evicted while it is being refreshed does not take the lock with it", () => {
  const { clock, client, counts, engine } = aCache({ config: { maxCacheBytes: 100_000 } });
  client().set("k", "v", { ttl: 1, stale_ttl: 600 });
  clock.advance(SECOND);
  const holder = client();
  expect(holder.get("k", 30).json).toMatchObject({ lock: true, data: "v" });
  for (let i = 0; i < 30; i++) client().set(`other ${i}`, "x".repeat(10_000));
  expect(counts.evictions).toBeGreaterThan(0);
  expect(client().get("k", 0).json).toEqual(EMPTY);
  expect(engine.lockCount).toBe(1);
  const waiter = client().get("k", 30);
  expect(waiter.json).toBeUndefined();
  holder.set("k", "new");
  expect(waiter.json).toMatchObject(dataOf("new"));
});
