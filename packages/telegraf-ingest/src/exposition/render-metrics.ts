import type { Tag } from "../series.js";
import type { HostSummary, StoredValue } from "../store/sample-store.js";
import { Family, formatLabels, metricName, type MetricType, NO_LABELS } from "./family.js";
import { LINE_RESULTS, type OwnMetrics } from "./own-metrics.js";

const MS_PER_SECOND = 1000;
/** Samples gathered in one go: a millisecond or two of work. */
const SAMPLES_PER_STEP = 500;

/** What there is to show. */
export interface MetricsSource {
  /** Of the store: `store.values()`. */
  readonly values: Iterable<StoredValue>;
  /** Of the store: `store.hosts()`. */
  readonly hosts: readonly HostSummary[];
  readonly own: OwnMetrics;
}

/** Names as Telegraf's own Prometheus output makes them: measurement and field. Counters have no `_total`. */
class StoredFamilies {
  readonly #byName = new Map<string, Family>();
  /** By measurement and field as they are: making a name costs more than all the rest of a sample. */
  readonly #byField = new Map<string, Map<string, Family>>();

  find({ measurement, field, isCounter }: StoredValue): Family {
    let ofMeasurement = this.#byField.get(measurement);
    if (!ofMeasurement) {
      ofMeasurement = new Map();
      this.#byField.set(measurement, ofMeasurement);
    }
    let family = ofMeasurement.get(field);
    if (!family) {
      family = this.#named(metricName(`${measurement}_${field}`), isCounter);
      ofMeasurement.set(field, family);
    }
    return family;
  }

  /** Two fields may come to share a name once it is made valid. */
  #named(name: string, isCounter: boolean): Family {
    const known = this.#byName.get(name);
    known?.mayRepeat();
    const family = known ?? new Family(name, isCounter ? "counter" : "gauge");
    this.#byName.set(name, family);
    return family;
  }

  all(): Iterable<Family> {
    return this.#byName.values();
  }
}

/** A piece of the page; undefined for a step that gave none. */
type Step = string | undefined;

function* storedFamilies(values: Iterable<StoredValue>): Generator<Step, Iterable<Family>> {
  const families = new StoredFamilies();
  let samples = 0;
  let tags: readonly Tag[] | undefined;
  let labels = NO_LABELS;
  for (const value of values) {
    // The values of a series come together and share their tags.
    if (value.tags !== tags) {
      // Between two series alone: within one the store might show a field twice to who comes back later.
      if (samples >= SAMPLES_PER_STEP) {
        samples = 0;
        yield undefined;
      }
      tags = value.tags;
      labels = formatLabels(tags.map((tag) => [tag.key, tag.value]));
    }
    samples++;
    families.find(value).add(labels, value.value);
  }
  return families.all();
}

function* hostFamilies(hosts: readonly HostSummary[]): Generator<Step, Family[]> {
  const age = new Family(
    "cdn_agent_last_sample_age_seconds",
    "gauge",
    "Seconds since the last sample of a host that told something new.",
  );
  const samples = new Family(
    "cdn_agent_samples_total",
    "counter",
    "Samples of a host that told something new.",
  );
  for (const [at, { host, ageMs, samples: count }] of hosts.entries()) {
    if (at % SAMPLES_PER_STEP === SAMPLES_PER_STEP - 1) yield undefined;
    const labels = formatLabels([["host", host]]);
    age.add(labels, ageMs / MS_PER_SECOND);
    samples.add(labels, count);
  }
  return [age, samples];
}

function ingestFamilies(own: OwnMetrics): Family[] {
  const requests = new Family(
    "cdn_ingest_requests_total",
    "counter",
    "Requests by protocol and status.",
  );
  for (const { protocol, code, count } of own.requests) {
    const labels = formatLabels([
      ["protocol", protocol],
      ["code", String(code)],
    ]);
    requests.add(labels, count);
  }
  const lines = new Family(
    "cdn_ingest_lines_total",
    "counter",
    "Lines and records by what became of them.",
  );
  for (const result of LINE_RESULTS) {
    lines.add(formatLabels([["result", result]]), own.lines[result]);
  }
  return [requests, lines];
}

function single(name: string, type: MetricType, help: string, value: number): Family {
  const family = new Family(name, type, help);
  family.add(NO_LABELS, value);
  return family;
}

function singleFamilies(own: OwnMetrics): Family[] {
  return [
    single(
      "cdn_ingest_auth_failures_total",
      "counter",
      "Requests without valid credentials.",
      own.authFailures,
    ),
    single(
      "cdn_selection_input_hosts",
      "gauge",
      "Hosts with selection input.",
      own.selectionInputHosts,
    ),
    single(
      "cdn_selection_input_expired_total",
      "counter",
      "Values of the selection input that expired.",
      own.selectionInputExpired,
    ),
  ];
}

/**
 * The page a Prometheus scrapes: the agents' series, under the names Telegraf would give them, and our own.
 * Source: configuration-and-telegraf 5.3.
 */
export function renderMetrics(source: MetricsSource): string {
  let page = "";
  for (const piece of renderMetricsInSteps(source)) page += piece ?? "";
  return page;
}

/**
 * The same in steps of a few milliseconds at most, because a thousand hosts make megabytes. Each yields a piece of the page, or
 * undefined. Between two steps other work may be done, samples taken in included.
 */
export function* renderMetricsInSteps({
  values,
  hosts,
  own,
}: MetricsSource): Generator<string | undefined> {
  const stored = yield* storedFamilies(values);
  const ofHosts = yield* hostFamilies(hosts);
  for (const families of [stored, ofHosts, ingestFamilies(own), singleFamilies(own)])
    for (const family of families) yield* family.pieces();
}
