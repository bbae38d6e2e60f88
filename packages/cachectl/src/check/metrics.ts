import { UsageError } from "@signalbox/command-line";
import { Metric, type MetricOptions } from "@signalbox/plugin-sdk";
import type { CacheStatus } from "../admin/admin-replies.js";
import { hitPercent } from "../admin/hit-percent.js";
import type { MetricName, Thresholds } from "./check-options.js";

/** What the check has measured. */
export interface Measured {
  readonly status: CacheStatus;
  /** Seconds the status took to arrive. */
  readonly responseS: number;
}

interface Definition {
  readonly name: string;
  readonly unit: string;
  /** In the performance data. */
  readonly decimals: number;
  /** With `{value}` where the number goes. */
  readonly text: string;
  readonly measure: (measured: Measured) => number | undefined;
}

const DEFINITIONS: Readonly<Record<MetricName, Definition>> = {
  percent: {
    name: "cache_percent",
    unit: "%",
    decimals: 1,
    text: "{value}% full",
    measure: ({ status }) => status.number("cache_percent"),
  },
  waiters: {
    name: "waiters",
    unit: "",
    decimals: 0,
    text: "{value} waiters",
    measure: ({ status }) => status.number("waiters"),
  },
  locks: {
    name: "locks",
    unit: "",
    decimals: 0,
    text: "{value} locks",
    measure: ({ status }) => status.number("locks"),
  },
  "peers-down": {
    name: "peers_down",
    unit: "",
    decimals: 0,
    text: "{value} peers down",
    measure: ({ status }) => status.peersDown,
  },
  "hit-percent": {
    name: "hit_percent",
    unit: "%",
    decimals: 1,
    text: "{value}% hits",
    measure: ({ status }) => hitPercent(status),
  },
  time: {
    name: "time",
    unit: "s",
    decimals: 3,
    text: "answered in {value}s",
    measure: ({ responseS }) => responseS,
  },
};

/** Counters since the server's start, for graphs only: thresholds on them would mean nothing. */
const COUNTERS = ["hits", "misses", "lock_expiries", "wait_timeouts", "evictions"] as const;

function metric(name: MetricName, measured: Measured, thresholds: Thresholds): Metric | undefined {
  const { name: label, unit, decimals, text, measure } = DEFINITIONS[name];
  const value = measure(measured);
  if (value === undefined) return undefined;
  const options: MetricOptions = {
    displayFormat: text,
    convertMetric: false,
    summaryPrecision: decimals,
    perfDataPrecision: decimals,
  };
  return new Metric(label, value, unit, thresholds.warning, thresholds.critical, options);
}

function counter(name: string, { status }: Measured): Metric | undefined {
  const value = status.number(name);
  if (value === undefined) return undefined;
  return new Metric(name, value, "c", "", "", { displayInSummary: false, perfDataPrecision: 0 });
}

/**
 * The metrics a status allows, in the order of the line; what this server does not report is left out.
 *
 * @param asked Metrics whose thresholds were given by hand: these must be there.
 * @throws UsageError when one of `asked` is missing; InvalidMetricThreshold.
 */
export function measuredMetrics(
  measured: Measured,
  thresholds: Readonly<Record<MetricName, Thresholds>>,
  asked: ReadonlySet<MetricName>,
): readonly Metric[] {
  const names = ["percent", "waiters", "locks", "peers-down", "hit-percent", "time"] as const;
  const watched = names.flatMap((name) => {
    const made = metric(name, measured, thresholds[name]);
    if (made === undefined && asked.has(name)) {
      throw new UsageError(`check: this server does not report ${DEFINITIONS[name].name}`);
    }
    return made === undefined ? [] : [made];
  });
  return [...watched, ...COUNTERS.flatMap((name) => counter(name, measured) ?? [])];
}
