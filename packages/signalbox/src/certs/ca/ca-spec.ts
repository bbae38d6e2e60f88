import type { CommandSpec } from "@signalbox/command-line";
import { daysOption, dirOption, forceOption, rsaOption } from "../issue/issue-options.js";

export const CA_DAYS = 3_650;
export const CA_NAME = "signalbox site authority";

export const caSpec: CommandSpec = {
  name: "ca",
  summary: "Make an authority of one's own: ca.crt, which servers and clients trust, and ca.key.",
  operands: [],
  options: [
    dirOption,
    { name: "name", value: "CN", description: `Name of the authority; default "${CA_NAME}".` },
    daysOption(CA_DAYS),
    rsaOption,
    forceOption,
  ],
  notes: `
It may sign servers and clients, nothing else, and no further authorities. Whoever holds ca.key can
make certificates that are trusted: keep it off the servers, they need ca.crt alone. --force makes
every certificate signed so far worthless.

Exit code: 0 made; 1 it exists already or cannot be written; 2 wrong command line.
`,
};
