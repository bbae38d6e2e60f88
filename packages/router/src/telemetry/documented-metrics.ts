import type { Registry } from "prom-client";
import type { RouterCore } from "../core/router-core.js";
import type { LogCounts } from "./counted-log.js";
import { MAX_SERIES, one, readCounter, readGauge, type Sample } from "./read-metric.js";

export interface DocumentedSource {
  readonly core: Pick<RouterCore, "visits">;
  readonly log: LogCounts;
}

const NOT_HERE = "Kept for compatibility; this version has none, so it is always 0.";
const each = (name: string, values: readonly string[]): Sample[] =>
  values.map((value) => ({ labels: { [name]: value }, value: 0 }));

/**
 * The documented metrics that are not about single requests: those a dashboard of the original asks for are there, also where this
 * version has nothing to count. Source: reference cdn-router 7.3.
 */
export function documentedMetrics(registry: Registry, { core, log }: DocumentedSource): void {
  readCounter(registry, {
    name: "num_endpoint_requests",
    help: `Clients sent to a host, by its name; at most the ${MAX_SERIES.toLocaleString("en")} most used hosts.`,
    labels: ["endpoint", "selector"],
    samples: () => endpointSamples(core.visits.byHost()),
  });
  readCounter(registry, {
    name: "num_log_errors_total",
    help: "Events of level error since the start.",
    samples: one(() => log.errors),
  });
  readCounter(registry, {
    name: "num_log_warnings_total",
    help: "Events of level warning since the start.",
    samples: one(() => log.warnings),
  });
  readCounter(registry, {
    name: "num_ssl_warnings_total",
    help: NOT_HERE,
    samples: one(() => 0),
  });
  addEmpty(registry);
}

/** What managed sessions, manifests and quality of experience would be counted in. */
function addEmpty(registry: Registry): void {
  readGauge(registry, {
    name: "num_sessions",
    help: "Sessions held. This version redirects and holds none, so it is always 0.",
    labels: ["state", "type"],
    samples: () =>
      ["active", "inactive"].flatMap((state) =>
        ["initial", "instream"].map((type) => ({ labels: { state, type }, value: 0 })),
      ),
  });
  readGauge(registry, {
    name: "num_manifests",
    help: NOT_HERE,
    labels: ["count"],
    samples: () => each("count", ["lru", "evicted", "total"]),
  });
  for (const name of ["num_qoe_losses", "num_qoe_wins"]) {
    readCounter(registry, {
      name,
      help: "Kept for compatibility; this version has none, so it has no series.",
      labels: ["cdn_id", "cdn_name", "selector"],
      samples: () => [],
    });
  }
}

function endpointSamples(redirects: ReadonlyMap<string, number>): Sample[] {
  const hosts = [...redirects];
  const shown =
    hosts.length <= MAX_SERIES
      ? hosts
      : hosts.sort(([, one], [, other]) => other - one).slice(0, MAX_SERIES);
  return shown.map(([endpoint, value]) => ({ labels: { endpoint, selector: "initial" }, value }));
}
