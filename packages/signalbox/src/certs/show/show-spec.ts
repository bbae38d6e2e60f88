import { jsonOption, type CommandSpec } from "@signalbox/command-line";

export const EXPIRES_SOON_DAYS = 30;

export const showSpec: CommandSpec = {
  name: "show",
  summary: "Show the certificates in a PEM file: names, validity, which URN counts, what is odd.",
  operands: ["<file>"],
  options: [
    {
      name: "warn-days",
      value: "N",
      description: `Days left below which it expires soon; default ${EXPIRES_SOON_DAYS}.`,
    },
    {
      name: "check",
      description: "Exit code 1 when there is any warning, for cron and monitoring.",
    },
    jsonOption,
  ],
  notes: `
Signature and trust are not checked. A key in the file is not shown, only whether it belongs.

Exit code: 0 shown; 1 with --check when there are warnings; 2 wrong command line or unusable file.
`,
};
