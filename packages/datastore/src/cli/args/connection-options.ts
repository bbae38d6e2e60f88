import type { OptionSpec } from "@signalbox/command-line";

/** How a store is reached; every tool that asks one takes these. */
export const connectionOptions: readonly OptionSpec[] = [
  {
    name: "cert",
    short: "c",
    value: "FILE",
    description: "PEM file with the client certificate and its private key.",
  },
  {
    name: "key",
    value: "FILE",
    description: "PEM file with the private key, when --cert has none.",
  },
  {
    name: "ca",
    value: "FILE",
    description:
      "PEM file of the authorities that sign stores' certificates. Default: the system's.",
  },
  { name: "insecure", short: "k", description: "Take any certificate of the store." },
  {
    name: "allow",
    value: "ORIGIN",
    repeatable: true,
    description:
      "Follow links to this host as well, such as https://host:4334. Default: only to the store itself.",
  },
  { name: "timeout", value: "SECONDS", description: "Longest time of one request; default 60." },
];
