import { jsonOption, type CommandSpec, type OptionSpec } from "@signalbox/command-line";
import { connectionOptions } from "../args/connection.js";

/** Thresholds of one metric as typed; a metric without any only adds performance data. */
export interface Thresholds {
  readonly warning?: string;
  readonly critical?: string;
}

/** What is watched unless the options say otherwise. Half the default limit on waiters is half way to refusals. */
export const checkDefaults = {
  percent: { warning: "85", critical: "95" },
  waiters: { warning: "1000", critical: "5000" },
  "peers-down": { warning: "0" },
  time: { warning: "1", critical: "5" },
  locks: {},
  "hit-percent": {},
} as const satisfies Readonly<Record<string, Thresholds>>;

export type MetricName = keyof typeof checkDefaults;

export const DEFAULT_TIMEOUT_S = 10;

const MEANING: Readonly<Record<Exclude<MetricName, "percent">, string>> = {
  waiters: "clients waiting for a key",
  "peers-down": "peers switched off because they failed",
  time: "seconds until the status is there",
  locks: "locks held",
  "hit-percent": "percent of reads answered from memory",
};

function described(thresholds: Thresholds, level: keyof Thresholds): string {
  const value = thresholds[level];
  return value === undefined ? "no default" : `default ${value}`;
}

const metricOptions: readonly OptionSpec[] = Object.entries(MEANING).flatMap(([name, meaning]) =>
  (["warning", "critical"] as const).map((level) => ({
    name: `${level}-${name}`,
    value: "RANGE",
    // The keys of MEANING are keys of checkDefaults.
    description: `As --${level}, for ${meaning}; ${described(checkDefaults[name as MetricName], level)}.`,
  })),
);

export const checkSpec: CommandSpec = {
  name: "check",
  summary: "Check the cache manager itself, as a monitoring plugin.",
  operands: [],
  options: [
    {
      name: "warning",
      short: "w",
      value: "RANGE",
      description: `WARNING when the cache is this full in percent; ${described(checkDefaults.percent, "warning")}.`,
    },
    {
      name: "critical",
      short: "c",
      value: "RANGE",
      description: `CRITICAL when the cache is this full in percent; ${described(checkDefaults.percent, "critical")}.`,
    },
    ...metricOptions,
    {
      name: "timeout",
      short: "t",
      value: "SECONDS",
      description: `UNKNOWN when there is no answer in time; default ${DEFAULT_TIMEOUT_S}.`,
    },
    jsonOption,
    ...connectionOptions,
  ],
  notes: `
Ranges: 10 alerts below 0 or above 10, 10: below 10, ~:10 above 10, 10:20 outside, @10:20 inside.
An empty range switches a threshold off.

Prints one line with performance data. Exit code: 0 OK, 1 WARNING, 2 CRITICAL (also when the cache
manager refuses the connection), 3 UNKNOWN (no answer in time, or a wrong command line).
`,
};
