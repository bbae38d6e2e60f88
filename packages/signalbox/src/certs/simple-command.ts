import {
  type CommandSpec,
  exitCode,
  printable,
  readArguments,
  type ReadArguments,
} from "@signalbox/command-line";
import { subcommandHelp } from "./certs-help.js";
import type { CertsIo, CertsParts, Subcommand } from "./certs-io.js";

const MAX_LINE_CHARS = 1_000;

/** What a subcommand is handed beside its arguments. */
export interface CommandContext extends CertsParts {
  /** Writes one line on stdout. */
  readonly say: (line: string) => void;
  /** Writes one line on stderr that does not stop the command. */
  readonly warn: (message: string) => void;
  /** Writes a text of several lines on stdout, as it is. */
  readonly print: (text: string) => void;
}

/** A subcommand that reads its arguments in the ordinary way and answers to `--help`. */
export function simpleCommand(
  spec: CommandSpec,
  perform: (args: ReadArguments, context: CommandContext) => Promise<number>,
): Subcommand {
  return async (argv, io, parts) => {
    const args = readArguments(spec, argv);
    if (!args.switches.has("help")) return perform(args, contextOf(spec, io, parts));
    io.stdout.write(subcommandHelp(spec));
    return exitCode.ok;
  };
}

function contextOf(
  { name }: CommandSpec,
  { stdout, stderr }: CertsIo,
  parts: CertsParts,
): CommandContext {
  return {
    ...parts,
    say: (line) => void stdout.write(`${printable(line, MAX_LINE_CHARS)}\n`),
    warn: (message) =>
      void stderr.write(`certs ${name}: warning: ${printable(message, MAX_LINE_CHARS)}\n`),
    print: (text) => void stdout.write(text),
  };
}
