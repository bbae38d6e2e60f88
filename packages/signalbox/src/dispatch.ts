import { didYouMean, type ServiceIo } from "@signalbox/config";
import { services, tools, type ServiceEntry } from "./services.js";
import { VERSION } from "./version.js";

const EXIT_OK = 0;
const EXIT_USAGE = 2;

/** What can be named by the first argument. */
export interface Commands {
  readonly services: readonly ServiceEntry[];
  readonly tools: readonly ServiceEntry[];
}

/**
 * Runs the service or tool that the first argument names, with the arguments behind it.
 *
 * @returns the exit code: what the command says; 0 for help and version, 2 for a command that does not exist.
 */
export async function dispatch(
  io: ServiceIo,
  commands: Commands = { services, tools },
): Promise<number> {
  const [name, ...argv] = io.argv;
  if (name === undefined) {
    io.stderr.write(helpText(commands));
    return EXIT_USAGE;
  }
  if (name === "--help" || name === "-h" || name === "help") {
    io.stdout.write(helpText(commands));
    return EXIT_OK;
  }
  if (name === "--version") {
    io.stdout.write(`signalbox ${VERSION}\n`);
    return EXIT_OK;
  }
  const entries = [...commands.services, ...commands.tools];
  const entry = entries.find((candidate) => candidate.name === name);
  if (entry) return entry.run({ ...io, argv });
  io.stderr.write(`signalbox: ${unknownCommand(name, entries)}\n`);
  return EXIT_USAGE;
}

function unknownCommand(name: string, entries: readonly ServiceEntry[]): string {
  const names = entries.map((entry) => entry.name);
  const hint = didYouMean(name, names);
  return `unknown command ${JSON.stringify(name)}${hint}; known: ${names.join(", ")}`;
}

function helpText({ services: served, tools: asked }: Commands): string {
  const width = Math.max(...[...served, ...asked].map((entry) => entry.name.length));
  const list = (entries: readonly ServiceEntry[]): readonly string[] =>
    entries.map((entry) => `  ${entry.name.padEnd(width)}  ${entry.summary}`);
  return [
    "Usage: signalbox <service> [--config FILE] [--set path=value]... [-d]",
    "       signalbox <tool> ...",
    "",
    "Services:",
    ...list(served),
    "",
    "Tools:",
    ...list(asked),
    "",
    "`signalbox <service> --help` lists the flags, which are the same for all services;",
    "`signalbox <tool> --help` those of a tool.",
    "",
  ].join("\n");
}
