import { randomBytes } from "node:crypto";
import { systemClock } from "@signalbox/clock";
import { runTool, type ToolEntry } from "@signalbox/command-line";
import { didYouMean } from "@signalbox/config";
import { caSpec } from "./ca/ca-spec.js";
import { certsHelp } from "./certs-help.js";
import type { CertsIo, CertsParts, Subcommand } from "./certs-io.js";
import { toolSpec, userSpec } from "./identity/identity-spec.js";
import { csrSpec } from "./request/csr-spec.js";
import { serverSpec } from "./server/server-spec.js";
import { showSpec } from "./show/show-spec.js";
import { whitelistSpec } from "./whitelist/whitelist-spec.js";

const DEFAULT_PARTS: CertsParts = { clock: systemClock, random: randomBytes };

/** Loaded when called: the certificate library takes longer than a mistyped option deserves. */
const entries: readonly ToolEntry<Subcommand>[] = [
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
export function certsCommand(io: CertsIo, parts: CertsParts = DEFAULT_PARTS): Promise<number> {
  return runTool({
    name: "certs",
    entries,
    help: certsHelp,
    call: (command, argv) => command(argv, io, parts),
    suggest: didYouMean,
    io,
  });
}
