import { Counter, Gauge, type Registry } from "prom-client";
import type { PollCounts } from "../poll/poll-counts.js";
import type { RunKind, RunOutcome } from "../schedule/run-outcome.js";
import type { StoreStatus } from "../status/store-status.js";
import { StoreLabels } from "./store-labels.js";

const MS_PER_SECOND = 1000;

export interface CollectorMetrics {
  onRun(store: string, kind: RunKind, outcome: RunOutcome, wallMs: number): void;
  onPoints(store: string, counts: PollCounts): void;
  onRemoved(kind: "points" | "info", count: number): void;
  onDiscovery(outcome: "done" | "failed"): void;
  /** Of a store that is read no longer. */
  forget(store: string): void;
  /** What the gauges show. */
  watch(all: () => readonly StoreStatus[]): void;
}

const POINT_OUTCOMES = {
  inserted: "inserted",
  duplicates: "duplicate",
  replaced: "replaced",
  refusedPoints: "refused",
} as const satisfies Partial<Record<keyof PollCounts, string>>;

/** The collector's own metrics; the label `store` has at most 2000 values. */
export function collectorMetrics(registry: Registry): CollectorMetrics {
  const labels = new StoreLabels();
  const counters = makeCounters(registry);
  const succeeded = new Map<string, number>();
  return {
    onRun: (store, kind, { report, blame }, wallMs) => {
      const name = labels.of(store);
      counters.requests.inc({ store: name }, report.requests);
      if (blame === "stopped") return;
      counters.runs.inc({ store: name, kind, outcome: report.outcome });
      if (report.outcome !== "failed") succeeded.set(store, wallMs);
    },
    onPoints: (store, counts) => {
      const name = labels.of(store);
      for (const [key, outcome] of Object.entries(POINT_OUTCOMES)) {
        // Keys of the table above.
        counters.points.inc({ store: name, outcome }, counts[key as keyof typeof POINT_OUTCOMES]);
      }
      counters.failedQueries.inc({ store: name }, counts.failedQueries);
    },
    onRemoved: (kind, count) => counters.removed.inc({ kind }, count),
    onDiscovery: (outcome) => counters.discoveries.inc({ outcome }),
    forget: (store) => {
      succeeded.delete(store);
      labels.forget(store);
    },
    watch: (all) => storeGauges(registry, all, { labels, succeeded }),
  };
}

function makeCounters(registry: Registry) {
  const registers = [registry];
  const removed = new Counter({
    name: "collector_removed_total",
    help: "Points and gone info objects removed because of their age.",
    labelNames: ["kind"] as const,
    registers,
  });
  const discoveries = new Counter({
    name: "collector_opsconfig_reads_total",
    help: "Reads of the list of stores, by outcome; after a failed one the last good list stays.",
    labelNames: ["outcome"] as const,
    registers,
  });
  for (const kind of ["points", "info"] as const) removed.inc({ kind }, 0);
  for (const outcome of ["done", "failed"] as const) discoveries.inc({ outcome }, 0);
  return {
    removed,
    discoveries,
    points: new Counter({
      name: "collector_points_total",
      help: "Points that stores sent, by what became of them; refused: not asked for, or unreadable.",
      labelNames: ["store", "outcome"] as const,
      registers,
    }),
    failedQueries: new Counter({
      name: "collector_failed_queries_total",
      help: "Data queries without an answer that could be used; they are asked again.",
      labelNames: ["store"] as const,
      registers,
    }),
    requests: new Counter({
      name: "collector_requests_total",
      help: "Requests to stores.",
      labelNames: ["store"] as const,
      registers,
    }),
    runs: new Counter({
      name: "collector_runs_total",
      help: "Crawls and polls of stores, by how they ended.",
      labelNames: ["store", "kind", "outcome"] as const,
      registers,
    }),
  };
}

const GAUGES = [
  ["collector_store_up", "Whether the last read of the store was answered.", isUp],
  [
    "collector_store_lag_seconds",
    "How far the series that lags most is behind its period.",
    ({ lagMs }) => (lagMs === undefined ? undefined : lagMs / MS_PER_SECOND),
  ],
  ["collector_store_series", "Series that are read.", ({ series }) => series],
  ["collector_store_failures", "Failures in a row.", ({ failures }) => failures],
] as const satisfies readonly (readonly [
  string,
  string,
  (status: StoreStatus) => number | undefined,
])[];

function isUp({ failures, lastPoll, lastCrawl }: StoreStatus): number | undefined {
  if (lastPoll === undefined && lastCrawl === undefined) return undefined;
  return failures === 0 ? 1 : 0;
}

function storeGauges(
  registry: Registry,
  all: () => readonly StoreStatus[],
  { labels, succeeded }: { labels: StoreLabels; succeeded: ReadonlyMap<string, number> },
): void {
  const gauge = (
    name: string,
    help: string,
    valueOf: (status: StoreStatus) => number | undefined,
  ): void => {
    new Gauge({
      name,
      help,
      labelNames: ["store"] as const,
      registers: [registry],
      collect() {
        this.reset();
        for (const status of all()) {
          const value = valueOf(status);
          const { id } = status.target;
          // Stores beyond the bound would overwrite each other.
          if (value !== undefined && labels.isOwn(id)) this.set({ store: id }, value);
        }
      },
    });
  };
  for (const [name, help, valueOf] of GAUGES) gauge(name, help, valueOf);
  gauge(
    "collector_store_last_success_timestamp_seconds",
    "When the store was last read.",
    ({ target }) => {
      const wallMs = succeeded.get(target.id);
      return wallMs === undefined ? undefined : wallMs / MS_PER_SECOND;
    },
  );
  new Gauge({
    name: "collector_stores",
    help: "Stores that are read.",
    registers: [registry],
    collect() {
      this.set(all().length);
    },
  });
}
