import { systemClock } from "@signalbox/clock";
import { runTool, type ToolEntry } from "@signalbox/command-line";
import { didYouMean } from "@signalbox/config";
import { casesSpec } from "./cases/cases-spec.js";
import { explainSpec } from "./explain/explain-spec.js";
import { routeHelp } from "./help.js";
import type { RouteIo, RouteParts, Subcommand } from "./route-io.js";
import { simulateSpec } from "./simulate/simulate-spec.js";

const DEFAULT_PARTS: RouteParts = { clock: systemClock, random: Math.random };

/** Loaded when called: Lua and the rest of the router take longer than a mistyped option deserves. */
const entries: readonly ToolEntry<Subcommand>[] = [
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
export function routeCommand(io: RouteIo, parts: RouteParts = DEFAULT_PARTS): Promise<number> {
  return runTool({
    name: "route",
    entries,
    help: routeHelp,
    call: (command, argv) => command(argv, io, parts),
    suggest: didYouMean,
    io,
  });
}
