import { describe, expect, test } from "@jest/globals";
import { aCache, dataOf, EMPTY, LOCKED, type Cache, type CacheOptions } from "./support/a-cache.js";

const SECOND = 1_000;
const NOW_SECONDS = 1_700_000_000;
const FRESH = { data: "old", lock: false, expiry: NOW_SECONDS + 10 };
const STALE = { ...FRESH, stale: true };
const STALE_LOCKED = { ...STALE, lock: true };

/** A value that was fresh for 10 s and may be served stale for 60 s more. */
function aStaleValue(options: CacheOptions = {}, fields: object = {}): Cache {
  const cache = aCache(options);
  cache.client().set("k", "old", { ttl: 10, stale_ttl: 60, ...fields });
  cache.clock.advance(10 * SECOND);
  return cache;
}

describe("stale while revalidate", () => {
  test("one caller gets the lock beside the old data, everyone else the old data at once", () => {
    const { client, engine } = aStaleValue();
    const callers = [1, 2, 3].map(() => client().get("k", 30).json);
    expect(callers).toEqual([STALE_LOCKED, STALE, STALE]);
    expect(engine).toMatchObject({ lockCount: 1, waiterCount: 0 });
  });

  test("until its last fresh moment it is fresh", () => {
    const { clock, client } = aCache();
    client().set("k", "old", { ttl: 10, stale_ttl: 60 });
    clock.advance(9_999);
    expect(client().get("k", 30).json).toEqual(FRESH);
  });

  test("a caller that does not wait gets the old data and no lock", () => {
    const { client, engine } = aStaleValue();
    expect(client().get("k", 0).json).toEqual(STALE);
    expect(engine.lockCount).toBe(0);
    expect(client().get("k", 30).json).toEqual(STALE_LOCKED);
  });

  test("the lock may carry its token and lease, as any other", () => {
    const { client } = aStaleValue();
    expect(client().get("k", 30, { lock_token: true }).json).toEqual({
      ...STALE_LOCKED,
      lock_token: "this-process.1",
      lease: 30,
    });
  });

  test("the new value is fresh for everybody", () => {
    const { client } = aStaleValue();
    const holder = client();
    holder.get("k", 30);
    holder.set("k", "new", { ttl: 10 });
    expect(client().get("k", 30).json).toEqual({
      ...dataOf("new"),
      expiry: NOW_SECONDS + 20,
    });
  });

  test("a holder that dies, releases or outlives its lease is replaced by the next caller", () => {
    const { clock, client } = aStaleValue();
    const dying = client();
    dying.get("k", 30);
    dying.die();
    clock.advance(250);
    const releasing = client();
    expect(releasing.get("k", 30).json).toEqual(STALE_LOCKED);
    releasing.call("/release_lock", { key: "k" });
    expect(client().get("k", 5).json).toEqual(STALE_LOCKED);
    clock.advance(5 * SECOND);
    expect(client().get("k", 30).json).toEqual(STALE_LOCKED);
  });

  test("past its stale time it is gone, and callers wait for the refresh that is under way", () => {
    const { clock, client } = aStaleValue();
    const holder = client();
    clock.advance(59 * SECOND);
    holder.get("k", 30);
    clock.advance(SECOND);
    const waiter = client().get("k", 30);
    expect(waiter.json).toBeUndefined();
    expect(client().get("k", 0).json).toEqual(EMPTY);
    holder.set("k", "new");
    expect(waiter.json).toMatchObject(dataOf("new"));
  });

  test("stale_ttl of the configuration holds where a set names none, and max_ttl bounds it", () => {
    const configured = aCache({ config: { staleMs: 60_000 } });
    configured.client().set("k", "old", { ttl: 10 });
    configured.client().set("none", "old", { ttl: 10, stale_ttl: 0 });
    configured.clock.advance(10 * SECOND);
    expect(configured.client().get("k", 0).json).toEqual(STALE);
    expect(configured.client().get("none", 0).json).toEqual(EMPTY);
    const bounded = aStaleValue({ config: { maxTtlMs: 20_000 } }, { stale_ttl: 1e9 });
    bounded.clock.advance(19_999);
    expect(bounded.client().get("k", 0).json).toEqual(STALE);
    bounded.clock.advance(1);
    expect(bounded.client().get("k", 0).json).toEqual(EMPTY);
  });

  test("a stale time of years does not make the value fresh for longer", () => {
    const years = { config: { maxTtlMs: 10 * 365 * 86_400 * SECOND } };
    const { client } = aStaleValue(years, { stale_ttl: 2 * 365 * 86_400 });
    expect(client().get("k", 0).json).toEqual(STALE);
  });

  test("delete forgets a stale value too", () => {
    const { client } = aStaleValue();
    expect(client().call("/delete_data", { key: "k" }).json).toEqual({ deleted: true });
    expect(client().get("k", 30).json).toEqual(LOCKED);
  });
});

describe("stale if error", () => {
  test("a failed refresh keeps the good value; nobody tries again until the failure has aged", () => {
    const { clock, client, counts, engine } = aStaleValue();
    const holder = client();
    holder.get("k", 30);
    expect(holder.set("k", "boom", { ttl: 5, error: true }).text).toBe('"ok"');
    expect(engine.lockCount).toBe(0);
    expect(client().get("k", 30).json).toEqual(STALE);
    clock.advance(4_999);
    expect(client().get("k", 30).json).toEqual(STALE);
    clock.advance(1);
    expect(client().get("k", 30).json).toEqual(STALE_LOCKED);
    expect(counts.sets).toBe(1);
  });

  test("with a token the holder is told that its set was taken", () => {
    const { client } = aStaleValue();
    const holder = client();
    const { lock_token } = holder.get("k", 30, { lock_token: true }).json as {
      lock_token: string;
    };
    expect(holder.set("k", "boom", { ttl: 5, error: true, lock_token }).json).toEqual({
      stored: true,
    });
  });

  test("the good value ends at its own time, however often a refresh fails", () => {
    const { clock, client } = aStaleValue();
    clock.advance(59_999);
    client().set("k", "boom", { ttl: 5, error: true });
    expect(client().get("k", 30).json).toEqual(STALE);
    clock.advance(1);
    expect(client().get("k", 30).json).toEqual(LOCKED);
  });

  test("a failure replaces nothing, a failure and nothing at all", () => {
    const { client } = aCache();
    client().set("k", "boom 1", { error: true });
    expect(client().get("k", 0).json).toMatchObject({ data: "boom 1", error: true });
    client().set("k", "boom 2", { error: true });
    expect(client().get("k", 0).json).toMatchObject({ data: "boom 2", error: true });
    client().set("k", "good");
    expect(client().get("k", 0).json).not.toHaveProperty("error");
  });

  test("a stale failure beside a lock is told as one", () => {
    const { client } = aStaleValue({}, { error: true });
    expect(client().get("k", 30).json).toEqual({ ...STALE_LOCKED, error: true });
    expect(client().get("k", 30).json).toEqual({ ...STALE, error: true });
  });

  test("with error_ttl_cap the original client's error object keeps the good value as well", () => {
    const { clock, client } = aStaleValue({ config: { errorTtlCapMs: 20_000 } });
    const holder = client();
    holder.get("k", 30);
    holder.set("k", '{"error": "login failed"}', { ttl: 900 });
    clock.advance(19_999);
    expect(client().get("k", 30).json).toEqual(STALE);
    clock.advance(1);
    expect(client().get("k", 30).json).toEqual(STALE_LOCKED);
  });

  test("a good set ends the rest", () => {
    const { clock, client } = aStaleValue();
    client().set("k", "boom", { ttl: 500, error: true });
    client().set("k", "old", { ttl: 10, stale_ttl: 60 });
    clock.advance(10 * SECOND);
    expect(client().get("k", 30).json).toMatchObject({ lock: true, stale: true });
  });
});

describe("refresh ahead", () => {
  test("shortly before the end one caller gets the lock beside the fresh data", () => {
    const { clock, client } = aCache();
    client().set("k", "old", { ttl: 10, refresh_ahead: 2 });
    clock.advance(7_999);
    expect(client().get("k", 30).json).toEqual(FRESH);
    clock.advance(1);
    expect(client().get("k", 0).json).toEqual(FRESH);
    expect(client().get("k", 30).json).toEqual({ ...FRESH, lock: true });
    expect(client().get("k", 30).json).toEqual(FRESH);
  });

  test("refresh_ahead of the configuration holds where a set names none; never beyond the ttl", () => {
    const { clock, client } = aCache({ config: { refreshAheadMs: 3_000 } });
    client().set("k", "v", { ttl: 10 });
    client().set("short", "v", { ttl: 1 });
    client().set("none", "v", { ttl: 10, refresh_ahead: 0 });
    expect(client().get("k", 30).json).toMatchObject({ lock: false });
    expect(client().get("short", 30).json).toMatchObject({ lock: true, data: "v" });
    clock.advance(7 * SECOND);
    expect(client().get("k", 30).json).toMatchObject({ lock: true, data: "v" });
    expect(client().get("none", 30).json).toMatchObject({ lock: false });
  });

  test("a failed early refresh keeps the value, fresh as it still is", () => {
    const { clock, client } = aCache();
    client().set("k", "old", { ttl: 10, refresh_ahead: 5 });
    clock.advance(5 * SECOND);
    const holder = client();
    holder.get("k", 30);
    holder.set("k", "boom", { ttl: 2, error: true });
    expect(client().get("k", 30).json).toEqual(FRESH);
    clock.advance(2 * SECOND);
    expect(client().get("k", 30).json).toMatchObject({ lock: true, data: "old" });
  });

  test("where no more locks may be held the data is served without one", () => {
    const { clock, client } = aCache({ locks: { maxLocks: 1 } });
    client().set("k", "old", { ttl: 10, refresh_ahead: 5 });
    client().get("other", 30);
    clock.advance(5 * SECOND);
    expect(client().get("k", 30).json).toEqual(FRESH);
  });
});
