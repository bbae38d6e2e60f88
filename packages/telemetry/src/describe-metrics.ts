import type { Registry } from "prom-client";

/** One row of the metrics reference. */
export interface MetricRow {
  readonly name: string;
  readonly type: string;
  readonly labels: readonly string[];
  readonly help: string;
}

function labelsOf(metric: object): string[] {
  // prom-client keeps a metric's label names on the object but leaves them out of its types.
  const names: unknown = "labelNames" in metric ? metric.labelNames : [];
  return Array.isArray(names) ? names.map(String).sort() : [];
}

/** Every metric of a registry, sorted by name: the rows of the metrics reference. */
export function describeMetrics(registry: Registry): MetricRow[] {
  const rows = registry.getMetricsAsArray().map((metric) => ({
    name: metric.name,
    // Objects from the registry carry the type as a word; the enum in prom-client's types is numeric.
    type: String(metric.type),
    labels: labelsOf(metric),
    help: metric.help,
  }));
  return rows.sort((one, other) => (one.name < other.name ? -1 : 1));
}
