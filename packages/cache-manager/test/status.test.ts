import { describe, expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { STATUS_FIELDS } from "@signalbox/cache-protocol";
import { aManager, closeAfterEach } from "./support/a-manager.js";
import { get, post, type RawClient } from "./support/raw-client.js";

closeAfterEach();

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const ask = (key: string, seconds: number): Buffer =>
  post("/get_data", { namespace: "n", key, max_wait_time: seconds });
const set = (key: string, data: string, fields: object = {}): Buffer =>
  post("/set_data", { namespace: "n", key, data, ...fields });

async function statusOf(client: RawClient): Promise<Record<string, unknown>> {
  return JSON.parse((await client.ask(get("/status"))).body) as Record<string, unknown>;
}

/** Values by name and labels, as the exposition has them. */
async function metricsOf(client: RawClient): Promise<Map<string, number>> {
  const { body } = await client.ask(get("/metrics"));
  const lines = body.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(
    lines.map((line) => {
      const end = line.lastIndexOf(" ");
      return [line.slice(0, end), Number(line.slice(end + 1))];
    }),
  );
}

describe("/status", () => {
  test("of an empty server: the eight documented fields and ours, in their types", async () => {
    const clock = new FakeClock();
    const { connect } = await aManager({ clock });
    const client = await connect();
    await client.ask(get("/livez"));
    clock.advance(90_900);
    const status = await statusOf(client);
    expect(Object.keys(status)).toEqual(Object.keys(STATUS_FIELDS));
    expect(status).toEqual({
      ref: expect.stringMatching(UUID) as unknown,
      uptime: 90,
      cache_items: 0,
      peers: [{ ref: status.ref, deactivated: 0 }],
      available_peer_refs: [status.ref],
      cache_size: 0,
      cache_percent: 0,
      max_item_size: 0,
      locks: 0,
      waiters: 0,
      hits: 0,
      misses: 0,
      lock_grants: 0,
      lock_expiries: 0,
      lock_disconnects: 0,
      wait_timeouts: 0,
      evictions: 0,
      expirations: 0,
      max_cache_size: 1024 ** 3,
      rss: expect.any(Number) as unknown,
      version: expect.stringMatching(/^\d+\.\d+\.\d+/) as unknown,
    });
    expect(status.rss).toBeGreaterThan(10_000_000);
  });

  test("the ref is another one at each start", async () => {
    const refs = [];
    for (let i = 0; i < 2; i++) {
      const { connect } = await aManager();
      refs.push((await statusOf(await connect())).ref);
    }
    expect(new Set(refs).size).toBe(2);
  });

  test("items, sizes and percentages follow what is stored; the largest item is remembered", async () => {
    const { connect } = await aManager({ sets: ["max_cache_size=100KB", "max_item_size=50KB"] });
    const client = await connect();
    await client.ask(set("small", "12345"));
    await client.ask(set("large", "x".repeat(20_000)));
    const status = await statusOf(client);
    expect(status).toMatchObject({
      cache_items: 2,
      max_item_size: 20_000,
      max_cache_size: 102_400,
    });
    const size = Number(status.cache_size);
    expect(size).toBeGreaterThan(20_005);
    expect(status.cache_percent).toBe(Math.round((size / 102_400) * 1000) / 10);
    await client.ask(post("/delete_data", { namespace: "n", key: "large" }));
    expect(await statusOf(client)).toMatchObject({ cache_items: 1, max_item_size: 20_000 });
  });

  test("without a limit the percentage is 0", async () => {
    const { connect } = await aManager({ sets: ["max_cache_size=0B"] });
    const client = await connect();
    await client.ask(set("k", "v"));
    expect(await statusOf(client)).toMatchObject({ cache_percent: 0, max_cache_size: 0 });
  });

  test("needs no namespace and shows none, nor a key", async () => {
    const { connect } = await aManager();
    const client = await connect();
    await client.ask(ask("secret-key", 30));
    const { body } = await client.ask(get("/status"));
    expect(body).not.toMatch("secret-key");
  });
});

test("what happens is counted, in status and metrics alike", async () => {
  const clock = new FakeClock();
  const sets = ["max_cache_size=100KB", "max_item_size=50KB", "on_wait_timeout=empty"];
  const { connect, waiting } = await aManager({ clock, sets });
  const client = await connect();
  await client.ask(ask("k", 30)); // a miss, a lock
  await client.ask(set("k", "v", { ttl: 10, stale_ttl: 600 }));
  await client.ask(ask("k", 30)); // a hit
  clock.advance(10_000);
  await client.ask(ask("k", 30)); // stale, a lock
  await client.ask(ask("k", 0)); // stale
  await client.ask(set("k", "v", { ttl: 0 })); // refused
  await client.ask(ask("slow", 5)); // a miss, a lock
  const waiter = await connect();
  waiter.send(ask("slow", 2)); // a miss
  await waiting();
  const during = await statusOf(client);
  expect(during).toMatchObject({ locks: 1, waiters: 1, misses: 3 });
  clock.advance(5_000); // the wait ends after 1.8 s, the lease after 5 s
  await waiter.reply();
  await client.ask(set("filler", "x".repeat(49_000)));
  await client.ask(set("filler 2", "x".repeat(49_000)));
  await client.ask(set("filler 3", "x".repeat(49_000), { ttl: 1 })); // evicts
  clock.advance(1_000);
  await client.ask(ask("filler 3", 0)); // a miss, an expiration
  const status = await statusOf(client);
  expect(status).toMatchObject({
    hits: 3,
    misses: 4,
    lock_grants: 3,
    lock_expiries: 1,
    wait_timeouts: 1,
    expirations: 1,
  });
  expect(status.evictions).toBeGreaterThan(0);
  const metrics = await metricsOf(client);
  expect(metrics.get("cache_hits_total")).toBe(1);
  expect(metrics.get("cache_stale_hits_total")).toBe(2);
  expect(metrics.get("cache_misses_total")).toBe(4);
  expect(metrics.get("cache_sets_total")).toBe(4);
  expect(metrics.get("cache_lock_expiries_total")).toBe(1);
  expect(metrics.get("cache_wait_timeouts_total")).toBe(1);
  expect(metrics.get("cache_expirations_total")).toBe(1);
  expect(metrics.get("cache_evictions_total")).toBe(status.evictions);
  expect(metrics.get("cache_bytes")).toBe(status.cache_size);
  expect(metrics.get("cache_items")).toBe(status.cache_items);
  expect(metrics.get("cache_max_bytes")).toBe(102_400);
  expect(metrics.get('cache_lock_grants_total{cause="miss"}')).toBe(2);
  expect(metrics.get('cache_lock_grants_total{cause="refresh"}')).toBe(1);
  expect(metrics.get('cache_refused_total{reason="malformed"}')).toBe(1);
  expect(metrics.get('cache_wait_seconds_count{end="timeout"}')).toBe(1);
  expect(metrics.get("cache_fill_seconds_count")).toBe(1);
  expect(metrics.get('http_requests_total{listener="http",route="hot",code="4xx"}')).toBe(1);
  expect(metrics.get('http_connections{listener="http"}')).toBe(2);
});

test("a holder that dies is counted, and so is the grant to who comes after him", async () => {
  const { connect, waiting } = await aManager();
  const [dying, waiter] = [await connect(), await connect()];
  await dying.ask(ask("k", 30));
  waiter.send(ask("k", 30));
  await waiting();
  dying.socket.destroy();
  await waiter.reply();
  expect(await statusOf(waiter)).toMatchObject({ lock_disconnects: 1, lock_grants: 2, locks: 1 });
  const metrics = await metricsOf(waiter);
  expect(metrics.get("cache_lock_disconnects_total")).toBe(1);
  expect(metrics.get('cache_lock_grants_total{cause="disconnected"}')).toBe(1);
  expect(metrics.get('cache_wait_seconds_count{end="lock"}')).toBe(1);
});
