import type { Registry } from "prom-client";
import type { RouterCore } from "../core/router-core.js";
import { MAX_SERIES, one, readCounter, readGauge, type Sample } from "../telemetry/read-metric.js";
import type { ContentCounts } from "./content-counts.js";

/** The documented metrics of `/m1/v1/metrics`, and ours beside them, read at each scrape. Source: reference cdn-router 7.3. */
export function contentMetrics(registry: Registry, counts: ContentCounts, core: RouterCore): void {
  addDocumentedCounters(registry, counts);
  addCounter(
    registry,
    "num_configuration_changes",
    "Routing configurations put in force since the start.",
    one(() => core.configurationChanges),
  );
  addCounter(
    registry,
    "router_proxy_drops_total",
    "Connections dropped because the proxy in front is not trusted.",
    one(() => counts.dropped),
  );
  addCounter(
    registry,
    "router_overload_refusals_total",
    "Requests refused because too many were waiting.",
    one(() => counts.overloaded),
  );
  addCounter(
    registry,
    "router_upstream_failures_total",
    "Attempts to ask a redirecting or dns host that failed.",
    one(() => counts.upstreamFailures),
  );
  addCounter(
    registry,
    "router_node_visits_total",
    `How often a node of the routing tree was part of the way to the chosen host; at most ${MAX_SERIES.toLocaleString("en")} nodes, all are at /v1/node_visits.`,
    () => visits(core),
    ["node"],
  );
  addGauges(registry, counts, core);
}

function addDocumentedCounters(registry: Registry, counts: ContentCounts): void {
  const statuses = (): Sample[] =>
    [...counts.statuses].map(([code, value]) => ({ labels: { code: String(code) }, value }));
  addCounter(registry, "client_response_status", "Replies to clients, by status.", statuses, [
    "code",
  ]);
  addCounter(
    registry,
    "num_requests",
    "Requests that were routed.",
    bySelector(() => counts.requests),
    ["account", "selector"],
  );
  addCounter(
    registry,
    "num_unmanaged_redirects",
    "Clients sent to a host.",
    one(() => counts.redirects),
  );
  addCounter(
    registry,
    "num_managed_redirects",
    "Managed sessions; there are none in this version.",
    one(() => 0),
  );
  addCounter(
    registry,
    "num_unhandled_requests",
    "Requests no host could be found for.",
    one(() => counts.unhandled),
  );
  addCounter(
    registry,
    "num_rejected_requests",
    "Kept for compatibility; always 0.",
    one(() => 0),
  );
  addCounter(
    registry,
    "num_valid_http_requests",
    "Requests that could be understood.",
    bySide(counts.valid),
    SIDE,
  );
  addCounter(
    registry,
    "num_invalid_http_requests",
    "Requests that were refused before routing.",
    bySide(counts.invalid),
    SIDE,
  );
}

type Samples = () => Iterable<Sample>;

const SIDE = ["source", "type"] as const;
const bySelector =
  (value: () => number): Samples =>
  () => [{ labels: { account: "default", selector: "initial" }, value: value() }];
const bySide =
  (sides: { readonly plain: number; readonly tls: number }): Samples =>
  () => [
    { labels: { source: "content", type: "Unencrypted" }, value: sides.plain },
    { labels: { source: "content", type: "SSL" }, value: sides.tls },
  ];

function visits(core: RouterCore): Sample[] {
  const counts = [...core.visits.byId()].slice(0, MAX_SERIES);
  return counts.map(([node, value]) => ({ labels: { node }, value }));
}

function addCounter(
  registry: Registry,
  name: string,
  help: string,
  samples: Samples,
  labels: readonly string[] = [],
): void {
  readCounter(registry, { name, help, labels, samples });
}

function addGauges(registry: Registry, counts: ContentCounts, core: RouterCore): void {
  const gauge = (name: string, help: string, label: string | undefined, samples: Samples): void => {
    readGauge(registry, { name, help, labels: label === undefined ? [] : [label], samples });
  };
  gauge(
    "router_waiting_requests",
    "Client requests waiting for Lua or another server now.",
    undefined,
    one(() => counts.waiting),
  );
  gauge("router_selection_input_items", "Leaves of the selection input.", "kind", () => {
    const { plainLeaves, timestampedLeaves } = core.input.counts();
    return [
      { labels: { kind: "plain" }, value: plainLeaves },
      { labels: { kind: "timestamped" }, value: timestampedLeaves },
    ];
  });
  gauge(
    "router_selection_input_hosts",
    "Hosts whose metrics are held.",
    undefined,
    one(() => core.input.counts().hosts),
  );
  gauge(
    "router_health_panic",
    "1 for each host group whose health is ignored because its metrics are missing.",
    "group",
    () => core.state.health.panics.map((group) => ({ labels: { group }, value: 1 })),
  );
  gauge(
    "router_popular_contents",
    "Contents in the popularity list.",
    undefined,
    one(() => core.popularity.size),
  );
}
