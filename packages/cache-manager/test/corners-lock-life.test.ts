import { describe, expect, test } from "@jest/globals";
import { aCache, dataOf, EMPTY, LOCKED } from "./support/a-cache.js";

/*
 * Reference cache-manager 2.3, corners 1 to 5: who holds a lock, and for how long. Requests and
 * replies are the bytes of the wire; only the sockets are missing.
 */

const SECOND = 1_000;

describe("corner 1: the holder's process dies", () => {
  test("250 ms later the next waiter has the lock", () => {
    const { clock, client, counts } = aCache();
    const holder = client();
    expect(holder.get("k", 30).json).toEqual(LOCKED);
    const waiters = [client(), client()].map((waiter) => waiter.get("k", 30));
    holder.die();
    clock.advance(249);
    expect(waiters.map(({ json }) => json)).toEqual([undefined, undefined]);
    clock.advance(1);
    expect(waiters.map(({ json }) => json)).toEqual([LOCKED, undefined]);
    expect(counts.lockDisconnects).toBe(1);
  });

  test("a set that arrives on a new connection within the grace serves the waiters", () => {
    const { clock, client } = aCache();
    const holder = client();
    holder.get("k", 30);
    const waiter = client().get("k", 30);
    holder.die();
    clock.advance(200);
    holder.reconnect();
    expect(holder.set("k", "v").text).toBe('"ok"');
    expect(waiter.json).toMatchObject(dataOf("v"));
    clock.advance(SECOND);
    expect(client().get("k", 30).json).toMatchObject(dataOf("v"));
  });

  test("without waiters the key is free again after the grace", () => {
    const { clock, client, engine } = aCache();
    const holder = client();
    holder.get("k", 30);
    holder.die();
    clock.advance(250);
    expect(engine.lockCount).toBe(0);
    expect(client().get("k", 30).json).toEqual(LOCKED);
  });

  test("a connection that we closed ourselves says nothing about the holder", () => {
    const { clock, client } = aCache();
    const holder = client();
    holder.get("k", 30);
    holder.connection.close("server");
    const waiter = client().get("k", 30);
    clock.advance(20 * SECOND);
    expect(waiter.json).toBeUndefined();
    holder.reconnect();
    holder.set("k", "v");
    expect(waiter.json).toMatchObject(dataOf("v"));
  });

  test("a connection that we closed over a request we could not accept frees the lock at once", () => {
    const { client } = aCache();
    const holder = client();
    holder.get("k", 30);
    const waiter = client().get("k", 30);
    holder.connection.close("refused");
    expect(waiter.json).toEqual(LOCKED);
  });

  test("with release_on_disconnect off, or a lock taken detached, only the lease counts", () => {
    for (const [locks, fields] of [
      [{ releaseOnDisconnect: false }, {}],
      [{}, { detached: true }],
    ] as const) {
      const { clock, client } = aCache({ locks });
      const holder = client();
      holder.get("k", 10, fields);
      holder.die();
      const waiter = client().get("k", 30);
      clock.advance(9_999);
      expect(waiter.json).toBeUndefined();
      clock.advance(1);
      expect(waiter.json).toEqual(LOCKED);
    }
  });
});

describe("corner 2: the holder is alive but slow", () => {
  test.each([
    ["its max_wait_time", 30, 30],
    ["no less than min_lock_lease", 1, 5],
    ["no more than max_lock_lease", 300, 120],
  ])("its lease is %s", (_what, waitSeconds, leaseSeconds) => {
    const { client } = aCache();
    expect(client().get("k", waitSeconds, { lock_token: true }).json).toMatchObject({
      lock: true,
      lease: leaseSeconds,
    });
  });

  test("when the lease ends a timer promotes the next waiter, to the millisecond", () => {
    const { clock, client, counts } = aCache();
    client().get("k", 5);
    const waiter = client().get("k", 30);
    clock.advance(4_999);
    expect(waiter.json).toBeUndefined();
    clock.advance(1);
    expect(waiter.json).toEqual(LOCKED);
    expect(counts.lockExpiries).toBe(1);
  });

  test("a waiter that has left is passed over", () => {
    const { clock, client } = aCache();
    client().get("k", 5);
    const [gone, live] = [client(), client()];
    gone.get("k", 30);
    const reply = live.get("k", 30);
    gone.die();
    clock.advance(5 * SECOND);
    expect(reply.json).toEqual(LOCKED);
  });
});

describe("corner 3: a waiter's time ends a moment before the holder's lease", () => {
  test("it gets a lock of its own, before its own time-out", () => {
    const { clock, client, counts } = aCache();
    client().get("k", 30);
    const waiter = client().get("k", 30);
    clock.advance(28_999);
    expect(waiter.json).toBeUndefined();
    clock.advance(1);
    expect(waiter.json).toEqual(LOCKED);
    expect(counts.grants.get("wait_timeout")).toBe(1);
  });

  test("not while the lock is young: 80 % of its own wait, at least 5 s", () => {
    const { clock, client, counts } = aCache();
    client().get("k", 30);
    clock.advance(SECOND);
    const waiter = client().get("k", 3);
    clock.advance(3 * SECOND);
    expect(waiter.json).toEqual(EMPTY);
    expect(counts.waitTimeouts).toBe(1);
  });

  test("with on_wait_timeout empty it gets nothing, as from the original", () => {
    const { clock, client } = aCache({ locks: { onWaitTimeout: "empty" } });
    client().get("k", 30);
    const waiter = client().get("k", 30);
    clock.advance(29 * SECOND);
    expect(waiter.json).toEqual(EMPTY);
  });
});

test("corner 4: of several waiters whose time ends the oldest gets the lock, later ones wait on for it", () => {
  const { clock, client } = aCache();
  client().get("k", 30);
  const promoted = client();
  const [oldest, second] = [promoted.get("k", 30), client().get("k", 30)];
  clock.advance(10 * SECOND);
  const later = client().get("k", 30);
  clock.advance(19 * SECOND);
  expect([oldest.json, second.json, later.json]).toEqual([LOCKED, EMPTY, undefined]);
  promoted.set("k", "v");
  expect(later.json).toMatchObject(dataOf("v"));
});

describe("corner 5: a late set of a holder whose lock has passed on", () => {
  /** The first holder's lease has ended and the second one holds the lock. */
  function superseded(): { first: string; second: string; cache: ReturnType<typeof aCache> } {
    const cache = aCache();
    const tokenOf = (reply: { json: unknown }): string =>
      (reply.json as { lock_token: string }).lock_token;
    const first = tokenOf(cache.client().get("k", 5, { lock_token: true }));
    cache.clock.advance(5 * SECOND);
    const second = tokenOf(cache.client().get("k", 30, { lock_token: true }));
    return { first, second, cache };
  }

  test("with its token it is told so and changes nothing", () => {
    const { first, second, cache } = superseded();
    const waiter = cache.client().get("k", 30);
    const late = cache.client().set("k", "old", { lock_token: first });
    expect(late).toMatchObject({ status: 200, json: { stored: false } });
    expect(waiter.json).toBeUndefined();
    expect(cache.counts.refused.get("stale_token")).toBe(1);
    const good = cache.client().set("k", "new", { lock_token: second });
    expect(good.json).toEqual({ stored: true });
    expect(waiter.json).toMatchObject(dataOf("new"));
    expect(cache.client().set("k", "old", { lock_token: first }).json).toEqual({ stored: false });
    expect(cache.client().get("k", 0).json).toMatchObject(dataOf("new"));
  });

  test("without a token it is taken: the real client has none", () => {
    const { cache } = superseded();
    const waiter = cache.client().get("k", 30);
    expect(cache.client().set("k", "old").text).toBe('"ok"');
    expect(waiter.json).toMatchObject(dataOf("old"));
  });

  test("a token whose lock is over is good as long as nobody has set anything", () => {
    const cache = aCache();
    const { lock_token } = cache.client().get("k", 5, { lock_token: true }).json as {
      lock_token: string;
    };
    cache.clock.advance(60 * SECOND);
    expect(cache.client().set("k", "late", { lock_token }).json).toEqual({ stored: true });
    expect(cache.client().set("k", "later", { lock_token }).json).toEqual({ stored: false });
  });

  test.each(["other-process.1", "this-process.x", "this-process.", "", "nonsense"])(
    "the token %p, not of this process, is never the one in force",
    (lock_token) => {
      const cache = aCache();
      const holder = cache.client();
      holder.get("k", 30);
      const fields = { key: "k", lock_token };
      expect(holder.call("/release_lock", fields).json).toEqual({ released: false });
      expect(holder.call("/renew_lock", fields).json).toEqual({ renewed: false, lease: 0 });
      expect(holder.set("k", "v", { lock_token }).json).toEqual({ stored: false });
      expect(cache.engine.lockCount).toBe(1);
    },
  );
});
