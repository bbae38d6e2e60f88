import { jsonOption, type CommandSpec } from "@signalbox/command-line";
import { metricsOption } from "../args/metrics-option.js";
import { seedOption } from "../args/seed-option.js";
import { addressOptions } from "./router-address.js";

export const explainSpec: CommandSpec = {
  name: "explain",
  summary: "Say where one request would go, and why: asks a running router, or decides by itself.",
  operands: [],
  options: [
    {
      name: "url",
      value: "URL",
      description: "The request: http(s)://host/path?query, or from the path on. Required.",
    },
    { name: "ip", value: "ADDRESS", description: "The client's address; default: this machine's." },
    {
      name: "header",
      value: "'N: V'",
      description: "A header of the request; may be repeated.",
      repeatable: true,
    },
    { name: "method", value: "METHOD", description: "Default GET." },
    { ...seedOption, description: `${seedOption.description} Default: another each time.` },
    ...addressOptions,
    {
      name: "routing",
      value: "FILE",
      description:
        "Ask no router, decide by this configuration (JSON or .yaml: services.routing, or the raw form).",
    },
    metricsOption,
    jsonOption,
  ],
  notes: `
With --routing there are no subnets, no custom Lua files, no GeoIP databases and no token secret.
Translation functions are not run. --json prints the answer of POST /v1/explain.

Exit code: 0 explained, whatever was decided; 1 the router did not answer or refused;
2 wrong command line or unusable file.
`,
};
