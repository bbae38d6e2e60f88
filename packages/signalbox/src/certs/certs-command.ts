import { randomBytes } from "node:crypto";
import { systemClock } from "@signalbox/clock";
import { UsageError, type CommandSpec } from "@signalbox/command-line";
import { didYouMean } from "@signalbox/config";
import { AppError } from "@signalbox/errors";
import { caSpec } from "./ca/ca-spec.js";
import { certsHelp } from "./certs-help.js";
import { exitCode, type CertsIo, type CertsParts, type Subcommand } from "./certs-io.js";
import { toolSpec, userSpec } from "./identity/identity-spec.js";
import { printable } from "./printable.js";
import { csrSpec } from "./request/csr-spec.js";
import { serverSpec } from "./server/server-spec.js";
import { showSpec } from "./show/show-spec.js";
import { whitelistSpec } from "./whitelist/whitelist-spec.js";

interface Entry {
  readonly spec: CommandSpec;
  /** Loaded when it is called: the certificate library takes longer than a mistyped option deserves. */
  readonly load: () => Promise<Subcommand>;
}

const DEFAULT_PARTS: CertsParts = { clock: systemClock, random: randomBytes };

const entries: readonly Entry[] = [
  { spec: caSpec, load: async () => (await import("./ca/ca-command.js")).caCommand },
  {
    spec: serverSpec,
    load: async () => (await import("./server/server-command.js")).serverCommand,
  },
  {
    spec: toolSpec,
    load: async () => (await import("./identity/identity-command.js")).toolCommand,
  },
  {
    spec: userSpec,
    load: async () => (await import("./identity/identity-command.js")).userCommand,
  },
  { spec: csrSpec, load: async () => (await import("./request/csr-command.js")).csrCommand },
  {
    spec: whitelistSpec,
    load: async () => (await import("./whitelist/whitelist-command.js")).whitelistCommand,
  },
  { spec: showSpec, load: async () => (await import("./show/show-command.js")).showCommand },
];

/**
 * Runs `signalbox certs ca | server | tool | user | csr | whitelist | show`. Never rejects: a failure becomes one line on
 * stderr and a code.
 *
 * @param parts default: the machine's clock and randomness
 * @returns the exit code: 0 done, 1 failed, 2 wrong command line or unusable file
 */
export async function certsCommand(
  io: CertsIo,
  parts: CertsParts = DEFAULT_PARTS,
): Promise<number> {
  const [name, ...argv] = io.argv;
  const specs = entries.map(({ spec }) => spec);
  if (name === "--help" || name === "-h" || name === "help") {
    io.stdout.write(certsHelp(specs));
    return exitCode.ok;
  }
  const entry = entries.find(({ spec }) => spec.name === name);
  if (entry) return run(entry, argv, io, parts);
  if (name === undefined) io.stderr.write(certsHelp(specs));
  else {
    const names = specs.map((spec) => spec.name);
    const known = `${didYouMean(name, names)}; known: ${names.join(", ")}`;
    io.stderr.write(`certs: unknown command ${printable(name)}${known}\n`);
  }
  return exitCode.usage;
}

async function run(
  { spec, load }: Entry,
  argv: readonly string[],
  io: CertsIo,
  parts: CertsParts,
): Promise<number> {
  try {
    const command = await load();
    return await command(argv, io, parts);
  } catch (error) {
    io.stderr.write(`certs ${spec.name}: ${printable(messageOf(error))}\n`);
    return error instanceof UsageError ? exitCode.usage : exitCode.failed;
  }
}

/** A stranger's message is shown too: this is a tool at a terminal, and nothing here puts a key into an error. */
function messageOf(error: unknown): string {
  if (error instanceof UsageError && error.mistyped !== undefined) {
    return error.message + didYouMean(error.mistyped.given, error.mistyped.known);
  }
  return error instanceof AppError ? error.message : String(error);
}
