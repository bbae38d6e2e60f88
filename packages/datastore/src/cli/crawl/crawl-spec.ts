import { jsonOption, type CommandSpec } from "@signalbox/command-line";
import { connectionOptions } from "../args/connection-options.js";

export const crawlSpec: CommandSpec = {
  name: "crawl",
  summary:
    "Walk over all that a store publishes, from its root; of an opsconfig, ask all its stores.",
  operands: ["<url>"],
  options: [
    ...connectionOptions,
    { name: "parallel", value: "N", description: "Requests at once; default 6." },
    {
      name: "max-objects",
      value: "N",
      description: "End after this many objects; default 1000000.",
    },
    {
      name: "one-by-one",
      description: "Ask for each object on its own, also where the store can send many at once.",
    },
    {
      name: "whole",
      description: "From an opsconfig: walk over each store, instead of asking for its root only.",
    },
    { name: "counts", description: "Print counts and problems only, not the tree." },
    jsonOption,
  ],
  notes: `
The URL is that of an aggregate, an external check store, an authority, another object, or an opsconfig. The stores of an opsconfig
are other hosts: all of them are asked.

Example:
  signalbox datastore crawl https://site.example.net:4334/info/aggregate/site --cert me.pem

Exit codes: 0 all read, 1 failed or something could not be read, 2 wrong command line.
`,
};
