import { setTimeout as sleep } from "node:timers/promises";
import { medianOf } from "../framework/statistics.js";
import type { CollectorProcess } from "../peers/collector.js";
import type { FakeSites } from "../peers/fake-sites.js";

const SAMPLE_MS = 1000;
const SAMPLES_AT_ENDS = 10;
const US_PER_SECOND = 1_000_000;
const MS_PER_SECOND = 1000;
const PERCENT = 100;

/** A collector and the stores it polls. */
export interface Watched {
  readonly collector: CollectorProcess;
  readonly sites: readonly FakeSites[];
}

/** The counters at one moment. */
export interface Look {
  readonly atMs: number;
  readonly cpuUs: number;
  readonly sitesCpuUs: number;
  readonly inserted: number;
  readonly duplicates: number;
}

export async function lookAt({ collector, sites }: Watched): Promise<Look> {
  const { inserted = 0, duplicate: duplicates = 0 } = await collector.points();
  const sitesCpuUs = sites.reduce((sum, one) => sum + one.cpuUs(), 0);
  const cpuUs = collector.server.cpuUs();
  return { atMs: performance.now(), cpuUs, sitesCpuUs, inserted, duplicates };
}

/** What happened between two looks. */
export interface Phase {
  readonly seconds: number;
  readonly points: number;
  readonly cpuSecondsPerMillion: number;
  /** Of a core, in percent. */
  readonly corePercent: number;
  readonly sitesCorePercent: number;
  readonly readAgainShare: number;
}

export function between(before: Look, after: Look): Phase {
  const seconds = (after.atMs - before.atMs) / MS_PER_SECOND;
  const points = after.inserted - before.inserted;
  const cpuUs = after.cpuUs - before.cpuUs;
  const percent = (us: number): number => (PERCENT * us) / (seconds * US_PER_SECOND);
  return {
    seconds,
    points,
    // Microseconds a point are seconds a million points.
    cpuSecondsPerMillion: cpuUs / points,
    corePercent: percent(cpuUs),
    sitesCorePercent: percent(after.sitesCpuUs - before.sitesCpuUs),
    readAgainShare: (after.duplicates - before.duplicates) / points,
  };
}

/** A phase in which memory was looked at, too. */
export interface Present extends Phase {
  readonly rssStartBytes: number;
  readonly rssEndBytes: number;
}

export async function watch(watched: Watched, forMs: number): Promise<Present> {
  const before = await lookAt(watched);
  const endMs = before.atMs + forMs;
  const rss: number[] = [];
  while (performance.now() < endMs) {
    rss.push(watched.collector.server.rssBytes());
    await sleep(SAMPLE_MS);
  }
  const phase = between(before, await lookAt(watched));
  return {
    ...phase,
    rssStartBytes: medianOf(rss.slice(0, SAMPLES_AT_ENDS), (bytes) => bytes),
    rssEndBytes: medianOf(rss.slice(-SAMPLES_AT_ENDS), (bytes) => bytes),
  };
}
