import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { CacheCounts, DurationObserver } from "./counts.js";
import type { CacheEngine } from "./cache-engine.js";

const MS_PER_SECOND = 1000;
const WAIT_BUCKETS_SECONDS = [0.001, 0.005, 0.02, 0.1, 0.5, 1, 2, 5, 10, 30, 60, 300];

/** The histograms, fed as waits and fills end. */
export function durationMetrics(registry: Registry): DurationObserver {
  const registers = [registry];
  const waits = new Histogram({
    name: "cache_wait_seconds",
    help: "How long requests waited for a key, by how the wait ended.",
    labelNames: ["end"] as const,
    buckets: WAIT_BUCKETS_SECONDS,
    registers,
  });
  const fills = new Histogram({
    name: "cache_fill_seconds",
    help: "From the grant of a lock to the set that ended it.",
    buckets: WAIT_BUCKETS_SECONDS,
    registers,
  });
  return {
    onWaitEnded: (end, waitedMs) => waits.observe({ end }, waitedMs / MS_PER_SECOND),
    onFilled: (heldMs) => fills.observe(heldMs / MS_PER_SECOND),
  };
}

/** Everything that is counted in `CacheCounts` or can be asked of the engine, read at each scrape. */
export function cacheMetrics(registry: Registry, counts: CacheCounts, engine: CacheEngine): void {
  const registers = [registry];
  const counter = (name: string, help: string, read: () => number): void => {
    const collect = function (this: Counter): void {
      this.reset();
      this.inc(read());
    };
    new Counter({ name, help, registers, collect });
  };
  const gauge = (name: string, help: string, read: () => number): void => {
    const collect = function (this: Gauge): void {
      this.set(read());
    };
    new Gauge({ name, help, registers, collect });
  };
  counter("cache_hits_total", "Reads answered with data at once.", () => counts.hits);
  counter("cache_stale_hits_total", "Reads answered with stale data.", () => counts.staleHits);
  counter("cache_misses_total", "Reads that found no data.", () => counts.misses);
  counter("cache_sets_total", "Values stored.", () => counts.sets);
  counter("cache_evictions_total", "Entries dropped to make room.", () => counts.evictions);
  counter(
    "cache_expirations_total",
    "Entries dropped at the end of their time.",
    () => counts.expirations,
  );
  counter(
    "cache_lock_expiries_total",
    "Locks whose lease ended unfilled.",
    () => counts.lockExpiries,
  );
  counter(
    "cache_lock_disconnects_total",
    "Locks freed because their holder's connection ended.",
    () => counts.lockDisconnects,
  );
  counter(
    "cache_wait_timeouts_total",
    "Waits that ended with neither data nor lock.",
    () => counts.waitTimeouts,
  );
  gauge("cache_bytes", "Bytes of all entries, keys and overhead included.", () => engine.usedBytes);
  gauge("cache_max_bytes", "The limit of cache_bytes, 0 for none.", () => engine.maxBytes);
  gauge("cache_items", "Entries.", () => engine.itemCount);
  gauge("cache_locks", "Keys that somebody is fetching.", () => engine.lockCount);
  gauge("cache_waiters", "Requests that wait for a key.", () => engine.waiterCount);
  labelledCounter(registry, counts.grants, {
    name: "cache_lock_grants_total",
    help: "Locks granted, by cause.",
    label: "cause",
  });
  labelledCounter(registry, counts.refused, {
    name: "cache_refused_total",
    help: "Requests refused or not served, by reason.",
    label: "reason",
  });
}

function labelledCounter(
  registry: Registry,
  values: ReadonlyMap<string, number>,
  options: { name: string; help: string; label: string },
): void {
  const { name, help, label } = options;
  const collect = function (this: Counter): void {
    this.reset();
    for (const [value, count] of values) this.inc({ [label]: value }, count);
  };
  new Counter({ name, help, labelNames: [label], registers: [registry], collect });
}
