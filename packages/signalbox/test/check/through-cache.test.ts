import { afterEach, describe, expect, test } from "@jest/globals";
import { cacheManagerSchema, startCacheManager } from "@signalbox/cache-manager";
import { systemClock } from "@signalbox/clock";
import { loadConfig } from "@signalbox/config";
import { MemoryLogger } from "@signalbox/telemetry/testing";
import { CountingCollector } from "./support/counting-collector.js";
import { runCheck } from "./support/run-check.js";

const cleanUps: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function aCollector(): Promise<CountingCollector> {
  const collector = await new CountingCollector().start();
  cleanUps.push(() => collector.close());
  const ts = systemClock.wallMs() * 1000;
  collector.objects = { a_node_pc1: { "ops_monitoring:mem_total_kb": 1000 } };
  collector.latest = [{ id: "a_node_pc1", v: 12, ts }];
  collector.stores = [{ id: "a", failures: 0, lag_ms: 0 }];
  return collector;
}

/** The variables of a real cache manager. */
async function aCache(): Promise<Record<string, string>> {
  const { value: config } = await loadConfig({
    schema: cacheManagerSchema,
    service: "cache-manager",
    sets: ["http_server.port=0"],
  });
  const server = await startCacheManager({ config, clock: systemClock, log: new MemoryLogger() });
  cleanUps.push(() => server.close());
  const { hostname, port } = new URL(server.url);
  return {
    OPSVIEW_CACHE_MANAGER_HOST: hostname,
    OPSVIEW_CACHE_MANAGER_PORT: port,
    OPSVIEW_CACHE_MANAGER_NAMESPACE: "tests",
  };
}

describe("through the cache manager", () => {
  test("all checks of an aggregate share its inventory, and those of one event its values", async () => {
    const collector = await aCollector();
    const env = { ...(await aCache()), SIGNALBOX_COLLECTOR_URL: collector.url };
    const checks = ["shared-node-cpu", "shared-node-swap-free", "shared-node-mem-util"];
    const runs = checks.flatMap((name) =>
      Array.from({ length: 10 }, () => runCheck([name, "-a", "site-a", "-v"], env)),
    );

    const outcomes = await Promise.all(runs);

    expect(new Set(outcomes.map(({ out }) => out)).size).toBe(3);
    // Nothing was asked directly, or -v had said so.
    expect(outcomes.filter(({ out }) => out.includes("directly"))).toEqual([]);
    expect([...collector.asked].sort()).toEqual([
      "/info/node?source=site-a",
      "/latest?source=site-a&type=node&event=cpu_util",
      "/latest?source=site-a&type=node&event=mem_used_kb",
      "/latest?source=site-a&type=node&event=swap_free",
    ]);
  });

  test("checks of any number of stores are one question", async () => {
    const collector = await aCollector();
    const env = { ...(await aCache()), SIGNALBOX_COLLECTOR_URL: collector.url };
    await runCheck(["store-lag", "--store", "a"], env);
    await runCheck(["store-responsive"], env);
    expect(collector.asked).toEqual(["/stores"]);
  });

  test("what a failing collector said is shared, too, and it is left in peace", async () => {
    const collector = await aCollector();
    collector.failure = { status: 503, body: '{"error":{"message":"too many questions"}}' };
    const env = { ...(await aCache()), SIGNALBOX_COLLECTOR_URL: collector.url };
    const runs = Array.from({ length: 20 }, () => runCheck(["store-lag", "-v"], env));
    const outcomes = await Promise.all(runs);
    const out = `DATASTORE UNKNOWN - collector ${collector.url} answered 503: too many questions\n`;
    expect(outcomes).toEqual(outcomes.map(() => ({ code: 3, out })));
    expect(collector.asked).toHaveLength(1);
  });

  test("another collector is another question", async () => {
    const [one, other] = [await aCollector(), await aCollector()];
    const env = await aCache();
    await runCheck(["store-lag"], { ...env, SIGNALBOX_COLLECTOR_URL: one.url });
    await runCheck(["store-lag"], { ...env, SIGNALBOX_COLLECTOR_URL: other.url });
    expect(other.asked).toEqual(["/stores"]);
  });

  test("a cache manager that refuses is no reason for all to ask the collector", async () => {
    const collector = await aCollector();
    const refusing = await aCollector();
    refusing.failure = { status: 503, body: '{"message":"too many wait"}' };
    const { hostname, port } = new URL(refusing.url);
    const outcome = await runCheck(["store-lag", "-v"], {
      OPSVIEW_CACHE_MANAGER_HOST: hostname,
      OPSVIEW_CACHE_MANAGER_PORT: port,
      OPSVIEW_CACHE_MANAGER_NAMESPACE: "tests",
      SIGNALBOX_COLLECTOR_URL: collector.url,
    });
    expect(outcome.code).toBe(3);
    expect(collector.asked).toEqual([]);
  });

  test("one that is not there is passed by", async () => {
    const collector = await aCollector();
    const { code, out } = await runCheck(["store-lag", "-v"], {
      OPSVIEW_CACHE_MANAGER_HOST: "127.0.0.1",
      OPSVIEW_CACHE_MANAGER_PORT: "9",
      OPSVIEW_CACHE_MANAGER_NAMESPACE: "tests",
      SIGNALBOX_COLLECTOR_URL: collector.url,
    });
    expect(code).toBe(0);
    expect(out).toContain("asked directly: Failed to connect to cache manager");
    expect(collector.asked).toEqual(["/stores"]);
  });
});
