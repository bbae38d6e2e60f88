import { jsonOption, type CommandSpec } from "@signalbox/command-line";
import { connectionOptions } from "../args/connection-options.js";

export const validateSpec: CommandSpec = {
  name: "validate",
  summary: "Check replies of a store against the schemas, and that its links lead where they say.",
  operands: ["<url>"],
  options: [
    ...connectionOptions,
    {
      name: "follow",
      short: "f",
      description: "Check everything that can be reached from there as well.",
    },
    {
      name: "data",
      value: "SECONDS",
      description:
        "With --follow: ask for the points of this long, of all that objects say they report, and check those.",
    },
    { name: "parallel", value: "N", description: "Requests at once; default 6." },
    {
      name: "max-objects",
      value: "N",
      description: "End after this many objects; default 1000000.",
    },
    jsonOption,
  ],
  notes: `
The URL is that of an info object or of a data query. Replies of older dates are checked as what they are: their old names and forms
are notes; what no date allows is a problem. Links to other hosts are notes, unless --allow names the host.

Examples:
  signalbox datastore validate https://site.example.net:4334/info/aggregate/site --cert me.pem --follow
  signalbox datastore validate 'https://site.example.net:4334/data/?q={"filters":{...}}' --cert me.pem

Exit codes: 0 no problems, 1 problems found or failed, 2 wrong command line.
`,
};
