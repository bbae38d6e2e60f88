import { randomInt } from "node:crypto";
import { systemClock } from "@signalbox/clock";
import {
  commandHelp,
  readArguments,
  textOption,
  UsageError,
  type ReadArguments,
} from "@signalbox/command-line";
import { ConfigError, didYouMean, loadConfig, type ServiceIo } from "@signalbox/config";
import { AppError, oneLine } from "@signalbox/errors";
import { openStore } from "@signalbox/timeseries-store";
import { configProblems } from "../config/service-rules.js";
import { collectorSchema, type CollectorConfig } from "../config/service-schema.js";
import { onceSpec } from "./once-spec.js";
import { createProgress } from "./progress.js";
import { readOnce } from "./read-once.js";

const OK = 0;
const FAILED = 1;
const USAGE = 2;
const HELP_COLUMNS = 100;
const TWO_32 = 2 ** 32;

/**
 * Runs `signalbox collector --once`. Never rejects: a failure becomes lines on stderr and a code.
 *
 * @returns the exit code: 0 all was read, 1 something was not, 2 wrong usage or configuration
 */
export async function onceCommand(io: ServiceIo): Promise<number> {
  const say = (line: string): void => void io.stderr.write(`collector: ${line}\n`);
  try {
    const args = readArguments(onceSpec, io.argv);
    if (args.switches.has("help")) {
      io.stdout.write(commandHelp(onceSpec, { tool: "signalbox", columns: HELP_COLUMNS }));
      return OK;
    }
    const config = await configOf(args, io);
    return await run(config, args, { io, say });
  } catch (reason) {
    if (reason instanceof ConfigError) {
      for (const problem of reason.problems) say(problem);
      return USAGE;
    }
    if (reason instanceof UsageError) {
      const { mistyped } = reason;
      say(reason.message + (mistyped ? didYouMean(mistyped.given, mistyped.known) : ""));
      return USAGE;
    }
    say(AppError.from(reason).message);
    return FAILED;
  }
}

async function configOf(args: ReadArguments, io: ServiceIo): Promise<CollectorConfig> {
  const filePath = textOption(args, "config");
  const { value, warnings } = await loadConfig({
    schema: collectorSchema,
    service: "collector",
    env: io.env,
    sets: args.options.get("set") ?? [],
    readFile: io.readFile,
    rules: configProblems,
    ...(filePath !== undefined && { filePath }),
  });
  for (const warning of warnings) io.stderr.write(`collector: warning: ${warning}\n`);
  return value;
}

async function run(
  config: CollectorConfig,
  args: ReadArguments,
  { io, say }: { io: ServiceIo; say: (line: string) => void },
): Promise<number> {
  const isQuiet = args.switches.has("quiet");
  const stop = new AbortController();
  const offSignals = (["SIGTERM", "SIGINT"] as const).map((name) =>
    io.onSignal(name, () => stop.abort()),
  );
  const store = await openStore(config.store, systemClock);
  const progress = createProgress(io.stderr, isQuiet);
  try {
    const only = args.options.get("store") ?? [];
    const wantsCrawl = args.switches.has("crawl");
    const wantsPoll = args.switches.has("poll");
    const result = await readOnce({
      config,
      store,
      clock: systemClock,
      // Weak random numbers will do for spreading requests.
      random: () => randomInt(TWO_32) / TWO_32,
      signal: stop.signal,
      only,
      kinds: wantsCrawl === wantsPoll ? ["crawl", "poll"] : [wantsCrawl ? "crawl" : "poll"],
      progress,
      onProblem: say,
    });
    progress.end();
    for (const { line, isFailed } of result.lines) {
      if (!isQuiet || isFailed) io.stdout.write(`${oneLine(line)}\n`);
    }
    return result.isFailed ? FAILED : OK;
  } finally {
    progress.end();
    for (const off of offSignals) off();
    await store.close();
  }
}
