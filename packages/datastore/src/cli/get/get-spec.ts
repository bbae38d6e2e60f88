import { jsonOption, type CommandSpec } from "@signalbox/command-line";
import { connectionOptions } from "../args/connection-options.js";

export const getSpec: CommandSpec = {
  name: "get",
  summary: "Print an info object, an opsconfig or the points of a data query of any store.",
  operands: ["<url>"],
  options: [...connectionOptions, jsonOption],
  notes: `
Examples:
  signalbox datastore get https://site.example.net:4334/info/aggregate/site --cert me.pem
  signalbox datastore get 'https://site.example.net:4334/data/?q={"filters":{...}}' --cert me.pem --json

Older forms of replies are shown as today's, with a note for each difference.

Exit codes: 0 found, 1 not there or failed, 2 wrong command line.
`,
};
