import { readArguments, UsageError, type CommandSpec } from "@signalbox/command-line";
import { AppError, oneLine } from "@signalbox/errors";
import { pluginExit, type CheckIo } from "../check-io.js";
import { failureText } from "../failure-text.js";
import { readOrder, type CheckOrder } from "./check-order.js";
import { checkDefaults, checkSpecs } from "./check-specs.js";
import type { Ranges } from "./judged-metric.js";
import { knownChecks } from "./measure.js";
import { runCheck } from "./run-check.js";
import { SharedCollector } from "./shared-collector.js";
import { unknownVerdict, type Verdict } from "./verdict.js";

const NO_RANGES: Ranges = { warning: "", critical: "" };
const USUAL_RANGES: ReadonlyMap<string, Ranges> = new Map<string, Ranges>([
  ...knownChecks,
  ["store-responsive", checkDefaults.responses],
  ["store-lag", checkDefaults.lag],
]);
const MS_PER_SECOND = 1000;

/** `signalbox check datastore <check> …`. Never rejects. @returns the exit code */
export async function datastoreCheck(argv: readonly string[], io: CheckIo): Promise<number> {
  const [name, ...rest] = argv;
  if (name === "--help" || name === "-h" || name === "help") return help(undefined, io);
  const spec = checkSpecs.find((one) => one.name === name);
  const verdict = spec === undefined ? unknownName(name) : await verdictOf(spec, rest, io);
  if (verdict === "help") return help(spec, io);
  io.stdout.write(verdict.line);
  return verdict.code;
}

function unknownName(name: string | undefined): Verdict {
  const given = name === undefined ? "no check is named" : `there is no check ${name}`;
  return unknownVerdict(`${given}; known: ${checkSpecs.map((spec) => spec.name).join(", ")}`);
}

/** Loaded for those who ask, not for every check. */
async function help(spec: CommandSpec | undefined, { stdout }: CheckIo): Promise<number> {
  const { checkHelp } = await import("./check-help.js");
  stdout.write(checkHelp(spec));
  return pluginExit.unknown;
}

async function verdictOf(
  spec: CommandSpec,
  argv: readonly string[],
  io: CheckIo,
): Promise<Verdict | "help"> {
  try {
    const args = readArguments(spec, argv);
    if (args.switches.has("help")) return "help";
    const order = readOrder(args, io.env, USUAL_RANGES.get(spec.name) ?? NO_RANGES);
    return await withCollector(spec, order, io, (collector) =>
      runCheck({ name: spec.name, args, order, collector, clock: io.clock }),
    );
  } catch (error) {
    return failed(spec, error);
  }
}

function failed({ name }: CommandSpec, error: unknown): Verdict {
  const where = error instanceof UsageError ? `${name}: ` : "";
  return unknownVerdict(where + failureText(error));
}

async function withCollector(
  spec: CommandSpec,
  { place, timeoutS, isVerbose }: CheckOrder,
  io: CheckIo,
  work: (collector: SharedCollector) => Promise<Verdict>,
): Promise<Verdict> {
  const end = new AbortController();
  const collector = new SharedCollector({ place, env: io.env, timeoutS, signal: end.signal });
  try {
    const done = within(io, timeoutS, work(collector));
    const verdict = await done.catch((error: unknown) => failed(spec, error));
    if (!isVerbose) return verdict;
    const notes = collector.notes.map((note) => `${oneLine(`asked directly: ${note}`)}\n`);
    return { ...verdict, line: verdict.line + notes.join("") };
  } finally {
    end.abort();
    collector.close();
  }
}

/** @throws AppError `upstream_timeout`; the work itself goes on unheard */
function within<T>({ clock }: CheckIo, limitS: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(limitS * MS_PER_SECOND, () => {
      reject(new AppError("upstream_timeout", `no answer within ${limitS} s`));
    });
    work.then(resolve, reject).finally(cancel);
  });
}
