import { didYouMean, type ServiceIo } from "@signalbox/config";
import { services, type ServiceEntry } from "./services.js";
import { VERSION } from "./version.js";

const EXIT_OK = 0;
const EXIT_USAGE = 2;

/**
 * Runs the service that the first argument names, with the arguments behind it.
 *
 * @returns the exit code: what the service says; 0 for help and version, 2 for a service that does not exist.
 */
export async function dispatch(
  io: ServiceIo,
  entries: readonly ServiceEntry[] = services,
): Promise<number> {
  const [name, ...argv] = io.argv;
  if (name === undefined) {
    io.stderr.write(helpText(entries));
    return EXIT_USAGE;
  }
  if (name === "--help" || name === "-h" || name === "help") {
    io.stdout.write(helpText(entries));
    return EXIT_OK;
  }
  if (name === "--version") {
    io.stdout.write(`signalbox ${VERSION}\n`);
    return EXIT_OK;
  }
  const entry = entries.find((candidate) => candidate.name === name);
  if (entry) return entry.run({ ...io, argv });
  io.stderr.write(`signalbox: ${unknownService(name, entries)}\n`);
  return EXIT_USAGE;
}

function unknownService(name: string, entries: readonly ServiceEntry[]): string {
  const names = entries.map((entry) => entry.name);
  const hint = didYouMean(name, names);
  return `unknown service ${JSON.stringify(name)}${hint}; known: ${names.join(", ")}`;
}

function helpText(entries: readonly ServiceEntry[]): string {
  const width = Math.max(...entries.map((entry) => entry.name.length));
  const list = entries.map((entry) => `  ${entry.name.padEnd(width)}  ${entry.summary}`);
  return [
    "Usage: signalbox <service> [--config FILE] [--set path=value]... [-d]",
    "",
    "Services:",
    ...list,
    "",
    "`signalbox <service> --help` lists the flags, which are the same for all services.",
    "",
  ].join("\n");
}
