import type { Tag } from "../series.js";
import type { HostSummary, StoredValue } from "../store/sample-store.js";
import { Exposition, formatLabels, metricName } from "./family.js";
import { LINE_RESULTS, type OwnMetrics } from "./own-metrics.js";

const MS_PER_SECOND = 1000;

/** What there is to show. */
export interface MetricsSource {
  /** Of the store: `store.values()`. */
  readonly values: Iterable<StoredValue>;
  /** Of the store: `store.hosts()`. */
  readonly hosts: readonly HostSummary[];
  readonly own: OwnMetrics;
}

/** Names as Telegraf's own Prometheus output makes them: measurement and field. Counters have no `_total`. */
function addValues(text: Exposition, values: Iterable<StoredValue>): void {
  let tags: readonly Tag[] | undefined;
  let labels = "";
  for (const { measurement, field, tags: own, isCounter, value } of values) {
    const name = metricName(`${measurement}_${field}`);
    // The values of a series come together and share their tags.
    if (own !== tags) {
      tags = own;
      labels = formatLabels(own.map((tag) => [tag.key, tag.value]));
    }
    text.family(name, isCounter ? "counter" : "gauge");
    text.sample(name, labels, value);
  }
}

function addHosts(text: Exposition, hosts: readonly HostSummary[]): void {
  const age = "cdn_agent_last_sample_age_seconds";
  const samples = "cdn_agent_samples_total";
  text.family(age, "gauge", "Seconds since the last sample of a host that told something new.");
  text.family(samples, "counter", "Samples of a host that told something new.");
  for (const { host, ageMs, samples: count } of hosts) {
    const labels = formatLabels([["host", host]]);
    text.sample(age, labels, ageMs / MS_PER_SECOND);
    text.sample(samples, labels, count);
  }
}

function addOwn(text: Exposition, own: OwnMetrics): void {
  const requests = "cdn_ingest_requests_total";
  const lines = "cdn_ingest_lines_total";
  text.family(requests, "counter", "Requests by protocol and status.");
  for (const { protocol, code, count } of own.requests) {
    const labels = formatLabels([
      ["protocol", protocol],
      ["code", String(code)],
    ]);
    text.sample(requests, labels, count);
  }
  text.family(lines, "counter", "Lines and records by what became of them.");
  for (const result of LINE_RESULTS) {
    text.sample(lines, formatLabels([["result", result]]), own.lines[result]);
  }
}

function addSingles(text: Exposition, own: OwnMetrics): void {
  const failures = "cdn_ingest_auth_failures_total";
  const hosts = "cdn_selection_input_hosts";
  const expired = "cdn_selection_input_expired_total";
  text.family(failures, "counter", "Requests without valid credentials.");
  text.sample(failures, "", own.authFailures);
  text.family(hosts, "gauge", "Hosts with selection input.");
  text.sample(hosts, "", own.selectionInputHosts);
  text.family(expired, "counter", "Values of the selection input that expired.");
  text.sample(expired, "", own.selectionInputExpired);
}

/**
 * The page a Prometheus scrapes: the agents' series, under the names Telegraf would give them, and our own.
 * Source: configuration-and-telegraf 5.3.
 */
export function renderMetrics({ values, hosts, own }: MetricsSource): string {
  const text = new Exposition();
  addValues(text, values);
  addHosts(text, hosts);
  addOwn(text, own);
  addSingles(text, own);
  return text.toString();
}
