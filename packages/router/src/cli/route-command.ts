import { systemClock } from "@signalbox/clock";
import { UsageError, type CommandSpec } from "@signalbox/command-line";
import { didYouMean } from "@signalbox/config";
import { casesSpec } from "./cases/cases-spec.js";
import { exitCode } from "./exit-code.js";
import { explainSpec } from "./explain/explain-spec.js";
import { routeHelp } from "./help.js";
import type { RouteIo, RouteParts, Subcommand } from "./route-io.js";
import { printable } from "./show/printable.js";
import { simulateSpec } from "./simulate/simulate-spec.js";

interface Entry {
  readonly spec: CommandSpec;
  /** Loaded when it is called: Lua and the rest of the router take longer than a mistyped option deserves. */
  readonly load: () => Promise<Subcommand>;
}

const MAX_ERROR_CHARS = 2_000;
const DEFAULT_PARTS: RouteParts = { clock: systemClock, random: Math.random };

const entries: readonly Entry[] = [
  {
    spec: explainSpec,
    load: async () => (await import("./explain/explain-command.js")).explainCommand,
  },
  { spec: casesSpec, load: async () => (await import("./cases/cases-command.js")).casesCommand },
  {
    spec: simulateSpec,
    load: async () => (await import("./simulate/simulate-command.js")).simulateCommand,
  },
];

/**
 * Runs `signalbox route explain | test | simulate`. Never rejects: a failure becomes one line on stderr and a code.
 *
 * @param parts default: the machine's clock and randomness
 * @returns the exit code: 0 done, 1 failed, 2 wrong command line or unusable file
 */
export async function routeCommand(
  io: RouteIo,
  parts: RouteParts = DEFAULT_PARTS,
): Promise<number> {
  const [name, ...argv] = io.argv;
  const specs = entries.map(({ spec }) => spec);
  if (name === "--help" || name === "-h" || name === "help") {
    io.stdout.write(routeHelp(specs));
    return exitCode.ok;
  }
  const entry = entries.find(({ spec }) => spec.name === name);
  if (entry) return run(entry, argv, io, parts);
  if (name === undefined) io.stderr.write(routeHelp(specs));
  else {
    const names = specs.map((spec) => spec.name);
    const hint = didYouMean(name, names);
    const known = `known: ${names.join(", ")}`;
    io.stderr.write(`route: unknown command ${printable(name)}${hint}; ${known}\n`);
  }
  return exitCode.usage;
}

async function run(
  { spec, load }: Entry,
  argv: readonly string[],
  io: RouteIo,
  parts: RouteParts,
): Promise<number> {
  try {
    return await (
      await load()
    )(argv, io, parts);
  } catch (error) {
    const message = printable(messageOf(error), MAX_ERROR_CHARS);
    io.stderr.write(`route ${spec.name}: ${message}\n`);
    return error instanceof UsageError ? exitCode.usage : exitCode.failed;
  }
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof UsageError) || error.mistyped === undefined) return message;
  return message + didYouMean(error.mistyped.given, error.mistyped.known);
}
