import { join } from "node:path";
import process from "node:process";
import { expect, test } from "@jest/globals";
import { systemClock, type Cancel, type Clock } from "@signalbox/clock";
import { collectorSchema, startCollector, type RunningCollector } from "@signalbox/collector";
import { loadConfig } from "@signalbox/config";
import {
  fakeSite,
  pointsOf,
  seriesOf,
  startFakeSites,
  type FakeSite,
  type Interference,
} from "@signalbox/datastore";
import { MemoryLogger } from "@signalbox/telemetry/testing";
import { certs } from "../certs/support/run-certs.js";
import { atEnd, cleanUpAfterEach, scratchDirectory } from "../certs/support/scratch.js";

cleanUpAfterEach();

const ROUNDS = Number(process.env["SIGNALBOX_EXACTNESS_ROUNDS"] ?? 12);
const MINUTE_US = 60_000_000;
const HOUR_US = 60 * MINUTE_US;
const HISTORY_US = 12 * HOUR_US;

/** Time that goes on when the test says so; timers are the machine's own. */
class SteppedClock implements Clock {
  readonly startMs = systemClock.wallMs();
  #passedMs = 0;

  wallMs(): number {
    return this.startMs + this.#passedMs;
  }

  monotonicMs(): number {
    return this.#passedMs;
  }

  after(delayMs: number, fn: () => void): Cancel {
    return systemClock.after(delayMs, fn);
  }

  soon(fn: () => void): Cancel {
    return systemClock.soon(fn);
  }

  advance(ms: number): void {
    this.#passedMs += ms;
  }
}

const SITES: readonly FakeSite[] = [
  fakeSite({ seed: 1, id: "late", nodes: 12, eventsPerObject: 2, lateShare: 0.2 }),
  fakeSite({ seed: 2, id: "ahead", nodes: 3, links: 1, skewUs: 20 * MINUTE_US }),
  fakeSite({ seed: 3, id: "behind", nodes: 3, skewUs: -3 * HOUR_US, lateShare: 0.1 }),
].map((site) => ({
  ...site,
  historyUs: HISTORY_US,
  periodUs: 5 * MINUTE_US,
  delayUs: 40 * MINUTE_US,
}));

/** A few things go wrong, always the same ones. */
class Faults {
  areOn = true;
  #requests = 0;

  next(): Interference | undefined {
    if (!this.areOn) return undefined;
    this.#requests += 1;
    if (this.#requests % 11 === 0) return { kind: "reply", status: 500, body: "<h1>Error</h1>" };
    if (this.#requests % 13 === 0) return { kind: "cut", afterBytes: 300 };
    return this.#requests % 17 === 0 ? { kind: "reply", status: 200, body: "[{" } : undefined;
  }
}

/** Sites behind mutual TLS, and what a collector shows them. */
async function someSites(clock: Clock, faults: Faults) {
  const folder = await scratchDirectory();
  await certs(systemClock, "ca", "--dir", folder);
  await certs(systemClock, "server", "--dir", folder, "--host", "localhost", "--ip", "127.0.0.1");
  const name = ["--authority", "ch.example.net", "--name", "collector-test"];
  await certs(systemClock, "tool", "--dir", folder, ...name);
  const caFile = join(folder, "ca.crt");
  const sites = await startFakeSites({
    sites: SITES,
    host: "127.0.0.1",
    port: 0,
    tls: {
      certFile: join(folder, "server-localhost.crt"),
      keyFile: join(folder, "server-localhost.key"),
      caFile,
      clientCertificate: "required",
    },
    clock,
    interfere: () => faults.next(),
  });
  atEnd(() => sites.close());
  const { value: config } = await loadConfig({
    schema: collectorSchema,
    service: "collector",
    sets: [
      "port=0",
      `opsconfig_url=${sites.opsconfigUrl}`,
      `certificate=${join(folder, "tool-collector-test.pem")}`,
      `trust=${caFile}`,
      `store.file=${join(folder, "collector.db")}`,
      "poll.max_window=4h",
      "poll.backfill=16h",
    ],
  });
  return config;
}

type Config = Awaited<ReturnType<typeof someSites>>;

async function start(config: Config, clock: Clock): Promise<RunningCollector> {
  const log = new MemoryLogger();
  const collector = await startCollector({ config, clock, log, random: () => 0.5 });
  await collector.core.lookForStores();
  return collector;
}

/** A crawl that fails is tried again by the next round. */
async function round(collector: RunningCollector): Promise<void> {
  const { fleet } = collector.core;
  const stores = fleet.all().map(({ target }) => target.id);
  await Promise.all(
    stores.map(async (id) => {
      const { lastCrawl } = fleet.all().find(({ target }) => target.id === id) ?? {};
      if (lastCrawl?.outcome !== "ok") await fleet.crawlNow(id);
      await fleet.pollNow(id);
    }),
  );
}

/** What our store has of a site, by series; and what the site has told. */
async function compare(collector: RunningCollector, site: FakeSite, clock: SteppedClock) {
  const storeNowUs = clock.wallMs() * 1000 + site.skewUs;
  // What was gone from the store before the first poll got through was never to be had.
  const fromUs = clock.startMs * 1000 + site.skewUs - HISTORY_US + 2 * HOUR_US;
  let lost = 0;
  let wrong = 0;
  let due = 0;
  for (const series of seriesOf(site)) {
    const key = { source: site.id, ...series };
    const stored = new Map<number, number>();
    const request = { series: [key], fromUs, toUs: storeNowUs };
    for await (const { ts, values } of collector.store.series.read(request)) {
      for (const [index, time] of ts.entries()) stored.set(time, values[index] ?? NaN);
    }
    const told = [...pointsOf(site, series, fromUs, storeNowUs)];
    const published = new Map(told.map(({ ts, value }) => [ts, value]));
    const visible = told.filter(({ visibleFromUs }) => visibleFromUs <= storeNowUs);
    due += visible.length;
    lost += visible.filter(({ ts, value }) => stored.get(ts) !== value).length;
    wrong += [...stored.keys()].filter((time) => !published.has(time)).length;
  }
  return { site: site.id, lost, wrong, hasPoints: due > 1000 };
}

test("over mutual TLS, with faults, restarts, late points and wrong clocks, nothing is lost and nothing is made up", async () => {
  const clock = new SteppedClock();
  const faults = new Faults();
  const config = await someSites(clock, faults);
  let collector = await start(config, clock);
  for (let count = 1; count <= ROUNDS; count += 1) {
    await round(collector);
    clock.advance((count % 5 === 0 ? 90 : 7) * 60_000);
    if (count % 6 !== 0) continue;
    await collector.close();
    collector = await start(config, clock);
  }
  faults.areOn = false;
  for (let count = 0; count < 4; count += 1) {
    clock.advance(61 * 60_000);
    await round(collector);
  }
  const outcomes = [];
  for (const site of SITES) outcomes.push(await compare(collector, site, clock));
  await collector.close();
  expect(outcomes).toEqual(
    SITES.map(({ id }) => ({ site: id, lost: 0, wrong: 0, hasPoints: true })),
  );
}, 60_000);
