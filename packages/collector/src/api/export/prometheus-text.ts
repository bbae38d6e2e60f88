import { prometheusName } from "@signalbox/monitoring-model";
import type { SeriesKey } from "@signalbox/timeseries-store";

/** Content type of what these functions write. */
export const PROMETHEUS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** Events of one metric name: more than one when their names differ only in characters that a metric cannot have. */
export interface Metric {
  readonly name: string;
  readonly events: readonly string[];
}

/** The metrics for these events, by name. */
export function metricsOf(events: Iterable<string>): Metric[] {
  const byName = new Map<string, string[]>();
  for (const event of [...events].sort()) {
    const name = prometheusName(event);
    byName.set(name, [...(byName.get(name) ?? []), event]);
  }
  return [...byName]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, all]) => ({ name, events: all }));
}

/** The two lines that begin a metric. @param units those of its series, where they are known */
export function headText({ name, events }: Metric, units: readonly string[]): string {
  const what = events.map((event) => `ops_monitoring:${event}`).join(", ");
  const unit = units.length === 0 ? "" : ` in ${units.join(" or ")}`;
  const help = `Last value of ${what}${unit}.`
    .replaceAll("\\", "\\\\")
    .replaceAll(/[\n\r]/g, "\\n");
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n`;
}

export interface Sample {
  readonly series: SeriesKey;
  readonly urn?: string;
  readonly value: number;
  /** Milliseconds since 1970; absent: the time at which it is read. */
  readonly timeMs?: number;
}

/** One line. The event is a label only where the name does not say it exactly. */
export function sampleText(name: string, { series, urn, value, timeMs }: Sample): string {
  const { source, objectType, event, objectId } = series;
  const labels = [
    ["type", objectType],
    ["id", objectId],
    ["urn", urn],
    ["source", source],
    ["event", name === `ops_monitoring_${event}` ? undefined : event],
  ]
    .flatMap(([label, text]) => (text === undefined ? [] : [`${label}="${escaped(text)}"`]))
    .join(",");
  return `${name}{${labels}} ${value}${timeMs === undefined ? "" : ` ${timeMs}`}\n`;
}

const NEEDS_ESCAPE = /["\\\n]/g;

function escaped(text: string): string {
  return text.replaceAll(NEEDS_ESCAPE, (found) => (found === "\n" ? "\\n" : `\\${found}`));
}
