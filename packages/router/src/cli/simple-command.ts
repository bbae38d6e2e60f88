import {
  type CommandSpec,
  exitCode,
  printable,
  readArguments,
  type ReadArguments,
} from "@signalbox/command-line";
import { subcommandHelp } from "./help.js";
import type { RouteIo, RouteParts, Subcommand } from "./route-io.js";

export type Warn = (message: string) => void;

/** A subcommand that reads its arguments in the ordinary way and answers to `--help`. */
export function simpleCommand(
  spec: CommandSpec,
  perform: (args: ReadArguments, io: RouteIo, parts: RouteParts) => Promise<number>,
): Subcommand {
  return async (argv, io, parts) => {
    const args = readArguments(spec, argv);
    if (!args.switches.has("help")) return perform(args, io, parts);
    io.stdout.write(subcommandHelp(spec));
    return exitCode.ok;
  };
}

/** Says something on stderr, one line each, that does not stop the command. */
export function warner({ stderr }: RouteIo, { name }: CommandSpec): Warn {
  return (message) => void stderr.write(`route ${name}: warning: ${printable(message)}\n`);
}
