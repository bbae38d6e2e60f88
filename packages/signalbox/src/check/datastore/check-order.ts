import {
  requiredOption,
  secondsOption,
  textOption,
  UsageError,
  type ReadArguments,
} from "@signalbox/command-line";
import { parseThreshold } from "@signalbox/plugin-sdk";
import { checkDefaults, COLLECTOR_VARIABLE } from "./check-specs.js";
import type { CollectorPlace } from "./collector-client.js";
import type { MissingChoice, Ranges } from "./judged-metric.js";
import type { Aggregate } from "./latest-question.js";

type Environment = Readonly<Record<string, string | undefined>>;

/** What all checks are told. */
export interface CheckOrder {
  readonly place: CollectorPlace;
  readonly ranges: Ranges;
  readonly missing: MissingChoice;
  readonly ttlS: number;
  readonly timeoutS: number;
  readonly isVerbose: boolean;
}

const MISSING: readonly MissingChoice[] = ["minus-one", "unknown", "critical", "warning"];
const AGGREGATES: readonly Aggregate[] = ["avg", "min", "max", "sum", "count", "last"];
const TIMEOUT = { min: 0.5, max: 600 };
const WINDOW = { min: 1, max: 31_622_400 };
const TTL = { min: 1, max: 86_400 };

/** @param usual ranges where none is given. @throws UsageError; InvalidMetricThreshold */
export function readOrder(args: ReadArguments, env: Environment, usual: Ranges): CheckOrder {
  return {
    place: readPlace(args, env),
    ranges: { warning: range(args, "warning", usual), critical: range(args, "critical", usual) },
    missing: oneOf(args, "missing", MISSING) ?? "minus-one",
    ttlS: secondsOption(args, "ttl", TTL) ?? checkDefaults.ttlS,
    timeoutS: readTimeout(args),
    isVerbose: args.switches.has("verbose"),
  };
}

const readTimeout = (args: ReadArguments): number =>
  secondsOption(args, "timeout", TIMEOUT) ?? checkDefaults.timeoutS;

/** @throws UsageError */
export const readWindow = (args: ReadArguments): number =>
  secondsOption(args, "window", WINDOW) ?? checkDefaults.windowS;

/** @throws UsageError */
export const readAggregate = (args: ReadArguments): Aggregate | undefined =>
  oneOf(args, "agg", AGGREGATES);

/** An id or a name: any text that is not empty. @throws UsageError */
export function readName(args: ReadArguments, name: string): string {
  const text = requiredOption(args, name);
  if (text !== "") return text;
  throw new UsageError(`--${name} is empty`);
}

function range(args: ReadArguments, level: keyof Ranges, usual: Ranges): string {
  const text = textOption(args, level) ?? usual[level];
  // Before the collector is asked: a mistake must not look like an answer.
  if (text !== "") parseThreshold(text);
  return text;
}

function oneOf<Word extends string>(
  args: ReadArguments,
  name: string,
  words: readonly Word[],
): Word | undefined {
  const text = textOption(args, name);
  const word = words.find((one) => one === text);
  if (text === undefined || word !== undefined) return word;
  throw new UsageError(`--${name}: ${text} is none of ${words.join(", ")}`);
}

function readPlace(args: ReadArguments, env: Environment): CollectorPlace {
  const text =
    textOption(args, "collector") ?? (env[COLLECTOR_VARIABLE] || checkDefaults.collector);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "http:" && url?.protocol !== "https:") {
    throw new UsageError(`--collector: not an http:// or https:// URL: ${text}`);
  }
  if (url.username !== "" || url.search !== "") {
    throw new UsageError("--collector takes scheme, host, port and path only, no user or query");
  }
  const [caFile, certFile, keyFile] = ["ca", "cert", "key-file"].map((name) =>
    textOption(args, name),
  );
  if ((certFile === undefined) !== (keyFile === undefined)) {
    throw new UsageError("--cert and --key-file go together");
  }
  return {
    url,
    ...(caFile !== undefined && { caFile }),
    ...(certFile !== undefined && { certFile }),
    ...(keyFile !== undefined && { keyFile }),
  };
}
