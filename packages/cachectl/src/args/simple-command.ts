import { readArguments, type CommandSpec, type ReadArguments } from "@signalbox/command-line";
import type { Shell } from "../shell.js";

/** A command as the dispatcher calls it: what follows its name goes in, the exit code comes out. */
export type Command = (argv: readonly string[], shell: Shell) => Promise<number>;

/** A command that reads its arguments in the ordinary way and answers to `--help`. */
export function simpleCommand(
  spec: CommandSpec,
  perform: (args: ReadArguments, shell: Shell) => Promise<number>,
): Command {
  return async (argv, shell) => {
    const args = readArguments(spec, argv);
    if (!args.switches.has("help")) return perform(args, shell);
    const { printCommandHelp } = await import("../help.js");
    return printCommandHelp(spec, shell);
  };
}
