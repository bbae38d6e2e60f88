/** What an event's name starts with in `eventType` and in `reported_metrics[].metric`. */
export const EVENT_PREFIX = "ops_monitoring:";

/** `cpu_util` -> `ops_monitoring:cpu_util`. */
export function metricOf(event: string): string {
  return EVENT_PREFIX + event;
}

/**
 * `ops_monitoring:cpu_util` -> `cpu_util`; a further colon ends the name (datastore-polling, 3.2).
 *
 * @returns undefined without the prefix or without a name
 */
export function eventOfMetric(metric: string): string | undefined {
  if (!metric.startsWith(EVENT_PREFIX)) return undefined;
  const event = metric.slice(EVENT_PREFIX.length).split(":", 1)[0] ?? "";
  return event === "" ? undefined : event;
}

/** The name of an event's latest values for Prometheus: `cpu_util` -> `ops_monitoring_cpu_util` (datastore-polling, 8.2). */
export function prometheusName(event: string): string {
  return `ops_monitoring_${event.replaceAll(/[^a-zA-Z0-9_]/g, "_")}`;
}
