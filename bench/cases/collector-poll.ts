import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { BenchContext, Benchmark, Cleanup, Row } from "../framework/benchmark.js";
import { startCollector, type CollectorProcess } from "../peers/collector.js";
import { startFakeSites, type FakeSites, type FakeSitesShape } from "../peers/fake-sites.js";
import { makePki } from "../peers/pki.js";
import { scratchFolder } from "../peers/scratch.js";
import { numberText } from "../report/columns.js";
import type { CheckOptions, CheckResult } from "../workers/collector-check.js";
import { runWorker } from "../workers/run-worker.js";
import { between, lookAt, watch, type Phase, type Present } from "./collector-phases.js";

const STORES = 200;
const QUICK_STORES = 10;
const STORES_PER_PROCESS = 50;
const NODES = 50;
const SERIES_PER_NODE = 6;
const PERIOD_S = 10;
/** What the stores already have when they are first read. */
const PAST_S = 600;
const WARM_UP_MS = 60_000;
const QUICK_WARM_UP_MS = 20_000;
const STEADY_MS = 180_000;
const QUICK_STEADY_MS = 30_000;
const POLL_WAIT_MS = 500;
const POLL_TIMEOUT_MS = 600_000;
const RSS_LIMIT = 1.2;
const MIB = 1024 ** 2;
const US_PER_SECOND = 1_000_000;
const MS_PER_SECOND = 1000;

export const collectorPoll: Benchmark = {
  name: "collector-poll",
  question: "What does it cost to poll 200 stores, and is every point there once?",
  method:
    "200 made-up stores in four processes, each with 50 nodes of six series and a point every 10 s, behind mutual TLS; ten minutes are there when the collector starts with an empty embedded store, durability full. First the past: crawl, then points, until every store was polled. Then, after a minute, three minutes of the present, 6000 points a second; CPU of the collector's process, all its threads. At the end each series is compared with what its store has told, which is known beforehand. Resident memory: medians of the first and the last ten seconds of the present.",
  run: (context) => context.withCleanup((cleanup) => measure(context, cleanup)),
};

interface Polled {
  readonly id: string;
  readonly url: string;
  readonly site: CheckOptions["stores"][number]["site"];
}

async function measure(context: BenchContext, cleanup: Cleanup): Promise<Row[]> {
  const pki = makePki(scratchFolder(cleanup));
  const sites = await startSites(context, cleanup, pki);
  const stores = sites.flatMap(storesOf);
  const folder = scratchFolder(cleanup);
  const { past, present, toUs } = await context.withCleanup(async (inner) => {
    const settings = { pki, folder, stores: stores.map(({ id, url }) => ({ id, url })) };
    const collector = await startCollector(context, inner, settings);
    const watched = { collector, sites };
    context.progress(`the past of ${stores.length} stores`);
    const before = await lookAt(watched);
    await untilPolled(collector, stores.length, 0);
    const caughtUp = await lookAt(watched);
    await sleep(context.size(WARM_UP_MS, QUICK_WARM_UP_MS));
    context.progress("the present");
    const steady = await watch(watched, context.size(STEADY_MS, QUICK_STEADY_MS));
    const endMs = Date.now();
    await untilPolled(collector, stores.length, endMs);
    return { past: between(before, caughtUp), present: steady, toUs: endMs * MS_PER_SECOND };
  });
  context.progress("comparing");
  const file = join(folder, "collector.db");
  const options: CheckOptions = { file, toUs, stores };
  // The worker is ours and tells this.
  const check = (await runWorker(context, "collector-check", [
    JSON.stringify(options),
  ])) as CheckResult;
  return rowsOf(past, present, check);
}

function startSites(
  context: BenchContext,
  cleanup: Cleanup,
  pki: ReturnType<typeof makePki>,
): Promise<FakeSites[]> {
  const total = context.size(STORES, QUICK_STORES);
  const each = Math.min(STORES_PER_PROCESS, Math.ceil(total / 2));
  const sinceSeconds = Math.floor(Date.now() / MS_PER_SECOND) - PAST_S;
  const shape: Omit<FakeSitesShape, "seed"> = {
    stores: each,
    nodes: NODES,
    series: SERIES_PER_NODE,
    periodSeconds: PERIOD_S,
    sinceSeconds,
  };
  const seeds = Array.from({ length: total / each }, (_, at) => at + 1);
  return Promise.all(
    seeds.map((seed) => startFakeSites(context, cleanup, pki, { ...shape, seed })),
  );
}

function storesOf({ shape, urls }: FakeSites): Polled[] {
  return urls.map((url, at) => ({
    id: `fake-${shape.seed}-${at + 1}`,
    url,
    site: {
      seed: shape.seed,
      id: `site-${at + 1}`,
      nodes: shape.nodes,
      interfacesPerNode: 0,
      eventsPerObject: shape.series,
      periodUs: shape.periodSeconds * US_PER_SECOND,
      sinceUs: shape.sinceSeconds * US_PER_SECOND,
    },
  }));
}

/** Waits until every store was polled by a poll that began after `sinceMs`. */
async function untilPolled(
  collector: CollectorProcess,
  stores: number,
  sinceMs: number,
): Promise<void> {
  const endMs = performance.now() + POLL_TIMEOUT_MS;
  for (;;) {
    const polled = await collector.polledSince(sinceMs);
    if (polled === stores) return;
    if (performance.now() > endMs) throw new Error(`${polled} of ${stores} stores were polled`);
    await sleep(POLL_WAIT_MS);
  }
}

function rowsOf(past: Phase, present: Present, { points, missing, wrong }: CheckResult): Row[] {
  const none = { limit: 0, of: "value" } as const;
  const compared = `of ${numberText(points)} compared`;
  return [
    {
      id: "collector.past",
      name: "the past, points/s",
      value: past.points / past.seconds,
      unit: "points/s",
      note: noteOf(past),
    },
    cpuRow("collector.past.cpu", "the past, CPU a million points", past),
    {
      id: "collector.present",
      name: "the present, points/s",
      value: present.points / present.seconds,
      unit: "points/s",
      note: noteOf(present),
    },
    cpuRow("collector.present.cpu", "the present, CPU a million points", present),
    {
      id: "collector.rss",
      name: "resident memory at the end of the present",
      value: present.rssEndBytes / MIB,
      unit: "MiB",
      ratio: present.rssEndBytes / present.rssStartBytes,
      against: `after the warm-up (${numberText(present.rssStartBytes / MIB)} MiB)`,
      bar: { limit: RSS_LIMIT, of: "ratio" },
    },
    {
      id: "collector.missing",
      name: "points missing",
      value: missing,
      unit: "",
      bar: none,
      note: compared,
    },
    {
      id: "collector.wrong",
      name: "points twice, made up or changed",
      value: wrong,
      unit: "",
      bar: none,
      note: compared,
    },
  ];
}

function cpuRow(id: string, name: string, phase: Phase): Row {
  return { id, name, value: phase.cpuSecondsPerMillion, unit: "s CPU" };
}

function noteOf({ points, seconds, corePercent, sitesCorePercent, readAgainShare }: Phase): string {
  const again = `${numberText(readAgainShare)} times as many read again`;
  return `${numberText(points)} points in ${numberText(seconds)} s, ${again}; collector ${numberText(corePercent)} % of a core, stores ${numberText(sitesCorePercent)} %`;
}
