import { jsonOption, type CommandSpec } from "@signalbox/command-line";
import { metricsOption } from "../args/metrics-option.js";
import { seedOption } from "../args/seed-option.js";

export const DEFAULT_CONTENTS = 10_000;
export const DEFAULT_CLIENTS = 1_000;
export const DEFAULT_ZIPF = 1;

export const simulateSpec: CommandSpec = {
  name: "simulate",
  summary: "Show how a load would spread over the hosts: an access log, or a generated one.",
  operands: [],
  options: [
    {
      name: "routing",
      value: "FILE",
      description:
        "The configuration (JSON or .yaml: services.routing, or the raw form). Required.",
    },
    metricsOption,
    {
      name: "log",
      value: "FILE",
      description: "Access log in the common or combined format. One of this and --requests.",
    },
    { name: "requests", value: "N", description: "Generate as many requests." },
    {
      name: "contents",
      value: "C",
      description: `Different paths among them; default ${DEFAULT_CONTENTS}.`,
    },
    {
      name: "zipf",
      value: "S",
      description: `The n-th content is asked for n^S times less often than the first; default ${DEFAULT_ZIPF}, 0: all equally.`,
    },
    {
      name: "clients",
      value: "K",
      description: `Different addresses among them, from 10.0.0.0/8; default ${DEFAULT_CLIENTS}.`,
    },
    { ...seedOption, description: `${seedOption.description} Default 0.` },
    { name: "svg", value: "FILE", description: "Write a bar chart too." },
    jsonOption,
  ],
  notes: `
IDEAL is the share a host would have if its group's requests were spread as its rule says: shown for
members of random and consistentHashing rules, and of weighted ones with constant weights.

All requests come at one moment: metrics do not get old, and nothing passes between two lines of a log.
A redirecting or dns host counts when it would be asked. Translation functions are not run; there are no
subnets, no custom Lua files, no GeoIP databases and no token secret.
A compressed log: zcat access.log.gz | signalbox route simulate --log /dev/stdin ...

Exit code: 0 simulated, 1 failed, 2 wrong command line or unusable file.
`,
};
