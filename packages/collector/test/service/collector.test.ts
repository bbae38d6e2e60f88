import { describe, expect, test } from "@jest/globals";
import { systemClock } from "@signalbox/clock";
import { loadConfig } from "@signalbox/config";
import { MemoryLogger } from "@signalbox/telemetry/testing";
import { collectorSchema } from "../../src/config/service-schema.js";
import { configProblems } from "../../src/config/service-rules.js";
import { startCollector, type RunningCollector } from "../../src/start-collector.js";
import { aHttpStore, onEnd, type AHttpStore } from "../support/a-http-store.js";
import { anItem, put, putSite } from "../support/a-site.js";
import { MemoryStore } from "../support/memory-store.js";

const CPU = { objectType: "node", event: "cpu_util" };

async function aConfig(...sets: readonly string[]) {
  const { value } = await loadConfig({
    schema: collectorSchema,
    service: "collector",
    rules: configProblems,
    sets: ["port=0", "allow_http=true", ...sets],
  });
  return value;
}

interface Started {
  readonly collector: RunningCollector;
  readonly store: MemoryStore;
  readonly log: MemoryLogger;
}

async function aCollector(...sets: readonly string[]): Promise<Started> {
  const store = new MemoryStore();
  const log = new MemoryLogger();
  const collector = await startCollector({
    config: await aConfig(...sets),
    log,
    clock: systemClock,
    openStore: () => Promise.resolve(store),
  });
  onEnd(() => collector.close());
  return { collector, store, log };
}

const storeSet = (url: string): string => `stores=[{"url":"${url}/info/aggregate/site"}]`;

/** A site whose nodes tell these points. */
async function aSite(nodes: readonly string[], ts: readonly number[]): Promise<AHttpStore> {
  const from = await aHttpStore();
  putSite(from, nodes);
  from.data = ({ filters }) =>
    filters.obj.type !== "node"
      ? []
      : filters.obj.id.flatMap((id) => {
          const { gte = -Infinity, lte = Infinity } = filters.ts;
          const points = ts.filter((time) => time >= gte && time <= lte);
          return points.length === 0
            ? []
            : [
                anItem(
                  "cpu_util",
                  id,
                  points.map((time): [number, number] => [time, 1]),
                ),
              ];
        });
  return from;
}

const nowUs = (): number => Math.floor(systemClock.wallMs()) * 1000;

describe("a collector", () => {
  test("reads a configured store: inventory first, then points, and says how it is", async () => {
    const ts = [nowUs() - 120_000_000, nowUs() - 60_000_000];
    const from = await aSite(["pc1", "pc2"], ts);
    const { collector, store } = await aCollector(storeSet(from.url));
    await collector.core.fleet.crawlNow("site");
    await collector.core.fleet.pollNow("site");
    const points = store.pointsOf({ source: "site", ...CPU, objectId: "pc2" });
    expect(points.map(([time]) => time)).toEqual(ts);
    const [status] = collector.core.fleet.all();
    expect(status).toMatchObject({
      series: 2,
      failures: 0,
      circuit: "closed",
      newestPointUs: ts[1],
      lastCrawl: { outcome: "ok", written: 3 },
      lastPoll: { outcome: "ok" },
    });
    const metrics = await (await fetch(`${collector.url}/metrics`)).text();
    expect(metrics).toContain('collector_store_up{store="site"} 1');
    expect(metrics).toContain('collector_points_total{store="site",outcome="inserted"} 4');
  });

  test("finds stores by the URL of an opsconfig alone, and leaves those that it no longer lists", async () => {
    const from = await aSite(["pc1"], [nowUs() - 60_000_000]);
    const list = (ids: readonly string[]): void =>
      put(from, "opsconfig", "geni-prod", {
        version: "1",
        info: [],
        aggregatestores: ids.map((id) => ({
          urn: `urn:publicid:IDN+${id}+authority+cm`,
          amtype: "x",
          href: `${from.url}/info/aggregate/${id}`,
        })),
      });
    list(["site"]);
    const { collector, store } = await aCollector(
      `opsconfig_url=${from.url}/info/opsconfig/geni-prod`,
    );
    await collector.core.lookForStores();
    await collector.core.fleet.crawlNow("site");
    list(["other"]);
    await collector.reload();
    await collector.core.lookForStores();
    expect(collector.core.fleet.all().map(({ target }) => target.id)).toEqual(["other"]);
    expect([...store.objects.values()].map(({ id }) => id)).toEqual(["site", "pc1"]);
  });

  test("polls what an external check store watches, and its experiments, but no aggregate's own nodes", async () => {
    const from = await aHttpStore();
    put(from, "externalcheck", "gpo", {
      measRef: `${from.url}/data/`,
      experiments: [{ href: `${from.url}/info/experiment/e1` }],
      monitored_aggregates: [
        {
          id: "site",
          href: "https://elsewhere.example.net/info/aggregate/site",
          reported_metrics: [{ metric: "ops_monitoring:is_available", period: 600 }],
        },
      ],
    });
    put(from, "experiment", "e1", {
      reported_metrics: [{ metric: "ops_monitoring:ping_rtt_ms", period: 900 }],
    });
    const asked = new Set<string>();
    from.data = ({ filters }) => {
      asked.add(`${filters.obj.type} ${filters.obj.id.join()} ${filters.eventType.join()}`);
      return [];
    };
    const { collector } = await aCollector(`stores=[{"url":"${from.url}/info/externalcheck/gpo"}]`);
    await collector.core.fleet.crawlNow("gpo");
    await collector.core.fleet.pollNow("gpo");
    expect([...asked].sort()).toEqual([
      "aggregate site ops_monitoring:is_available",
      "experiment e1 ops_monitoring:ping_rtt_ms",
    ]);
  });

  test("tells once that a store does not answer, and when it does again", async () => {
    const from = await aSite(["pc1"], []);
    from.odd.set("/info/aggregate/site", [500, "no"]);
    const { collector, log } = await aCollector(storeSet(from.url));
    await collector.core.fleet.crawlNow("site");
    await collector.core.fleet.crawlNow("site");
    expect(collector.core.fleet.all()[0]).toMatchObject({ lastCrawl: { outcome: "failed" } });
    from.odd.clear();
    await collector.core.fleet.crawlNow("site");
    const told = log.names.filter((name) => name.startsWith("store_"));
    expect(told.filter((name) => name === "store_failing")).toHaveLength(1);
    expect(told.filter((name) => name === "store_recovered")).toHaveLength(1);
  });

  test("refuses a list of stores that cannot be used, and keeps what it has", async () => {
    const from = await aSite(["pc1"], []);
    const { collector } = await aCollector(storeSet(from.url));
    const next = { ...(await aConfig()), stores: [] };
    await collector.reload(next);
    expect(collector.core.fleet.size).toBe(0);
    const broken = { ...next, certificate: "/nowhere/collector.pem" };
    await expect(collector.reload(broken)).rejects.toMatchObject({ code: "invalid_argument" });
  });

  test("serves its API and its health on its own port", async () => {
    const { collector, log } = await aCollector();
    expect(await (await fetch(`${collector.url}/readyz`)).json()).toEqual({ ready: true });
    expect(await (await fetch(`${collector.url}/stores`)).json()).toEqual({ stores: [] });
    expect(log.names).toContain("no_stores");
  });

  test("checks from outside, keeps the results and lets rules judge them", async () => {
    const target = await aHttpStore();
    const checks = {
      id: "watch",
      interval: "1s",
      aggregates: [{ id: "site", urls: [`${target.url}/am`] }],
    };
    const rule = { name: "up", object_type: "aggregate", event: "is_available", critical: "1:1" };
    target.odd.set("/am", [500, "no"]);
    const { collector, store } = await aCollector(
      `external_checks=${JSON.stringify(checks)}`,
      `alerts.rules=${JSON.stringify([rule])}`,
    );
    const series = { source: "watch", objectType: "aggregate", event: "is_available" };
    await new Promise((told) => collector.core.listeners.add(told));
    await collector.consumers.alerts.settle();
    const [latest] = await store.series.latest([{ ...series, objectId: "site" }]);
    expect(latest).toMatchObject({ value: 0 });
    expect(await (await fetch(`${collector.url}/alerts`)).json()).toMatchObject({
      alerts: [{ rule: "up", source: "watch", id: "site", level: "critical", value: 0 }],
    });
  });
});
