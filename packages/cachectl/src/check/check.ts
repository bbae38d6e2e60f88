import {
  readArguments,
  secondsOption,
  textOption,
  type ReadArguments,
} from "@signalbox/command-line";
import { Check, type ExitCode, type Metric } from "@signalbox/plugin-sdk";
import { readStatus } from "../admin/admin-replies.js";
import { connectionFrom } from "../args/connection.js";
import type { Command } from "../args/simple-command.js";
import { errorMessage } from "../error-message.js";
import { pluginExitCode } from "../exit-code.js";
import { createCacheClient } from "../sdk-cache-client.js";
import type { Shell } from "../shell.js";
import { withinLimit } from "../time-limit.js";
import { checkDefaults, checkSpec, DEFAULT_TIMEOUT_S } from "./check-options.js";
import type { MetricName, Thresholds } from "./check-options.js";
import { measuredMetrics, type Measured } from "./metrics.js";

const STATE_TYPE = "CACHE";
const STATES = ["OK", "WARNING", "CRITICAL", "UNKNOWN"] as const;
const MS_PER_SECOND = 1000;
const MIN_TIMEOUT_S = 0.1;
const MAX_TIMEOUT_S = 600;

/** The finished check: what to print and what to exit with. */
interface Verdict {
  readonly line: string;
  readonly code: ExitCode;
  readonly metrics: readonly Metric[];
}

function optionName(level: keyof Thresholds, name: MetricName): string {
  return name === "percent" ? level : `${level}-${name}`;
}

function thresholdsFrom(args: ReadArguments) {
  const asked = new Set<MetricName>();
  const chosen = (name: MetricName): Thresholds => {
    const given = (level: keyof Thresholds): string => {
      const typed = textOption(args, optionName(level, name));
      if (typed) asked.add(name);
      const defaults: Thresholds = checkDefaults[name];
      return typed ?? defaults[level] ?? "";
    };
    return { warning: given("warning"), critical: given("critical") };
  };
  const thresholds = {
    percent: chosen("percent"),
    waiters: chosen("waiters"),
    "peers-down": chosen("peers-down"),
    time: chosen("time"),
    locks: chosen("locks"),
    "hit-percent": chosen("hit-percent"),
  };
  return { thresholds, asked };
}

async function measure(args: ReadArguments, shell: Shell): Promise<Measured> {
  const bounds = { min: MIN_TIMEOUT_S, max: MAX_TIMEOUT_S };
  const timeoutS = secondsOption(args, "timeout", bounds) ?? DEFAULT_TIMEOUT_S;
  const client = createCacheClient(connectionFrom(args, shell.env), timeoutS);
  const startedMs = shell.clock.monotonicMs();
  try {
    const reply = await withinLimit(shell.clock, timeoutS * MS_PER_SECOND, client.status());
    const responseS = (shell.clock.monotonicMs() - startedMs) / MS_PER_SECOND;
    return { status: readStatus(reply), responseS };
  } finally {
    client.close();
  }
}

/** The SDK's `Check`, told to hand over its line instead of ending the process. */
function verdictOn(metrics: readonly Metric[]): Verdict {
  let line = "";
  let code: ExitCode = pluginExitCode.unknown;
  const check = new Check({
    stateType: STATE_TYPE,
    write: (text) => (line = text),
    exit: (chosen) => (code = chosen),
  });
  for (const metric of metrics) check.addMetricObj(metric);
  check.final();
  return { line, code, metrics };
}

/** A server that is not there is CRITICAL; when it is unclear, and for mistakes of ours, UNKNOWN. */
async function failure(error: unknown): Promise<Verdict> {
  const isTransport = error instanceof Error && error.name === "TransportError";
  const isTimeout = isTransport && "code" in error && error.code === "ETIMEDOUT";
  const isRefusal = error instanceof Error && error.name === "ResultError";
  const isDown = (isTransport && !isTimeout) || isRefusal;
  const code = isDown ? pluginExitCode.critical : pluginExitCode.unknown;
  const line = `${STATE_TYPE} ${STATES[code]} - ${await errorMessage(error)}\n`;
  return { line, code, metrics: [] };
}

async function judge(argv: readonly string[], shell: Shell): Promise<Verdict | "help"> {
  try {
    const args = readArguments(checkSpec, argv);
    if (args.switches.has("help")) return "help";
    const { thresholds, asked } = thresholdsFrom(args);
    return verdictOn(measuredMetrics(await measure(args, shell), thresholds, asked));
  } catch (error) {
    return failure(error);
  }
}

function asJson({ line, code, metrics }: Verdict): string {
  const values = metrics.map(({ name, value, unit, state }) => ({ name, value, unit, state }));
  return `${JSON.stringify({ state: STATES[code], code, text: line.trimEnd(), metrics: values })}\n`;
}

/** `cachectl check`. Always ends in one line and 0 to 3, whatever happens: the caller is a scheduler. */
export const checkCommand: Command = async (argv, shell) => {
  const verdict = await judge(argv, shell);
  if (verdict === "help") {
    const { printCommandHelp } = await import("../help.js");
    return printCommandHelp(checkSpec, shell);
  }
  await shell.stdout.write(argv.includes("--json") ? asJson(verdict) : verdict.line);
  return verdict.code;
};
