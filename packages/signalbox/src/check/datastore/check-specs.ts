import type { CommandSpec, OptionSpec } from "@signalbox/command-line";
import { knownChecks, type KnownCheck } from "./measure.js";

/** Seconds, where the options do not say otherwise. */
export const checkDefaults = {
  ttlS: 60,
  inventoryTtlS: 600,
  windowS: 600,
  timeoutS: 10,
  collector: "http://127.0.0.1:4335",
  responses: { warning: "0", critical: "2" },
  lag: { warning: "600", critical: "1800" },
} as const;

/** The variable that names the collector when no option does. */
export const COLLECTOR_VARIABLE = "SIGNALBOX_COLLECTOR_URL";

const ranges = (known?: { readonly warning: string; readonly critical: string }): OptionSpec[] =>
  (["warning", "critical"] as const).map((level) => ({
    name: level,
    short: level.charAt(0),
    value: "RANGE",
    description: `${level.toUpperCase()} when a value is outside; ${known ? `default ${known[level]}` : "default none"}.`,
  }));

const commonOptions: readonly OptionSpec[] = [
  {
    name: "missing",
    value: "STATE",
    description:
      "What counts when a value is not there: minus-one (the value is -1), unknown, critical or warning; default minus-one.",
  },
  {
    name: "collector",
    value: "URL",
    description: `The collector's API; default $${COLLECTOR_VARIABLE} or ${checkDefaults.collector}.`,
  },
  { name: "ca", value: "FILE", description: "PEM file with the authority of an https:// one." },
  { name: "cert", value: "FILE", description: "PEM file with the client certificate." },
  { name: "key-file", value: "FILE", description: "PEM file with its private key." },
  {
    name: "ttl",
    value: "SECONDS",
    description: `How long all checks share an answer; default ${checkDefaults.ttlS}.`,
  },
  {
    name: "timeout",
    short: "t",
    value: "SECONDS",
    description: `UNKNOWN when the check takes longer; default ${checkDefaults.timeoutS}.`,
  },
  { name: "verbose", short: "v", description: "Say when the collector was asked directly." },
];

const windowOption: OptionSpec = {
  name: "window",
  value: "SECONDS",
  description: `Values older than this do not count; default ${checkDefaults.windowS}.`,
};

const NOTES = `
Ranges: 10 alerts below 0 or above 10, 10: below 10, ~:10 above 10, 10:20 outside, @10:20 inside.

Answers of the collector are shared through the cache manager that OPSVIEW_CACHE_MANAGER_HOST, _PORT
and _NAMESPACE name; without them, or when nobody answers there, the collector is asked directly.
Prints one line with one performance value for each resource; the worst decides. Exit code: 0 OK,
1 WARNING, 2 CRITICAL, 3 UNKNOWN.
`;

function knownSpec([name, check]: readonly [string, KnownCheck]): CommandSpec {
  const { objectType, event } = check.measure;
  return {
    name,
    summary: `${event} of every ${objectType} of an aggregate.`,
    operands: [],
    options: [
      ...ranges(check),
      {
        name: "aggregate",
        short: "a",
        value: "ID",
        description: "The aggregate, by the id of its store; required.",
      },
      windowOption,
      ...commonOptions,
    ],
    notes: NOTES,
  };
}

const metricSpec: CommandSpec = {
  name: "metric",
  summary: "Any event, or mem_util, rx_util, tx_util, of any objects.",
  operands: [],
  options: [
    { name: "type", value: "TYPE", description: "Type of the objects, such as node; required." },
    { name: "event", value: "EVENT", description: "Such as cpu_util; required." },
    {
      name: "id",
      value: "ID",
      repeatable: true,
      description: "An object; may be repeated. Default: all that have values.",
    },
    { name: "source", value: "ID", description: "Only what this store told." },
    {
      name: "agg",
      value: "HOW",
      description:
        "Judge avg, min, max, sum, count or last of the window instead of the newest value.",
    },
    ...ranges(),
    windowOption,
    ...commonOptions,
  ],
  notes: NOTES,
};

const storeOption: OptionSpec = {
  name: "store",
  value: "ID",
  repeatable: true,
  description: "A store; may be repeated. Default: all.",
};

const responsiveSpec: CommandSpec = {
  name: "store-responsive",
  summary: "Whether stores answer the collector: its failures in a row.",
  operands: [],
  options: [storeOption, ...ranges(checkDefaults.responses), ...commonOptions],
  notes: NOTES,
};

const lagSpec: CommandSpec = {
  name: "store-lag",
  summary: "How many seconds the most late series of a store is behind its period.",
  operands: [],
  options: [storeOption, ...ranges(checkDefaults.lag), ...commonOptions],
  notes: NOTES,
};

/** Every check, in the order of the help. */
export const checkSpecs: readonly CommandSpec[] = [
  ...[...knownChecks].map(knownSpec),
  metricSpec,
  responsiveSpec,
  lagSpec,
];
