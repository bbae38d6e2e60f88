import type { CommandSpec } from "@signalbox/command-line";

export const fakeSiteSpec: CommandSpec = {
  name: "fake-site",
  summary: "Play stores with made-up inventory and series, for tests and load.",
  operands: [],
  options: [
    {
      name: "aggregates",
      value: "N",
      description: "Stores, each with one aggregate on a port of its own; default 1.",
    },
    { name: "nodes", value: "N", description: "Nodes of each aggregate; default 10." },
    { name: "interfaces", value: "N", description: "Interfaces of each node; default 2." },
    {
      name: "series",
      value: "N",
      description: "Events of each node and of each interface; default 3.",
    },
    { name: "links", value: "N", description: "Links between nodes; default half the nodes." },
    { name: "slivers", value: "N", description: "Slivers; default half the nodes." },
    {
      name: "period",
      value: "SECONDS",
      description: "Time between two points of a series; default 60.",
    },
    {
      name: "history",
      value: "SECONDS",
      description: "How far back points are told; default 1d.",
    },
    {
      name: "since",
      value: "TIME",
      description: "No point is older than this time, such as 2026-01-01T00:00:00Z.",
    },
    {
      name: "late",
      value: "SHARE",
      description: "Share of points that become visible late, 0 to 1; default 0.",
    },
    { name: "delay", value: "SECONDS", description: "How late those are; default 600." },
    {
      name: "skew",
      value: "SECONDS",
      description: "How far the clock of the stores is ahead; default 0.",
    },
    { name: "behind", description: "The clock of the stores is behind by --skew instead." },
    {
      name: "seed",
      value: "N",
      description: "Other values and names with another seed; default 1.",
    },
    { name: "host", value: "ADDRESS", description: "Where to listen; default 127.0.0.1." },
    {
      name: "port",
      value: "P",
      description: "Port of the first store, the others follow; default 0, the system's choice.",
    },
    {
      name: "cert",
      value: "FILE",
      description:
        "PEM file of the stores' certificate, and of its key unless --key is given. Default: plain HTTP.",
    },
    { name: "key", value: "FILE", description: "PEM file of its private key." },
    {
      name: "client-ca",
      value: "FILE",
      description: "PEM file of authorities: callers must show a certificate of theirs.",
    },
    {
      name: "public-host",
      value: "NAME",
      description: "Host in links; default: the address listened on.",
    },
  ],
  notes: `
Everything is computed from the seed, the id and the time: a store that is ended and started again is the same, and every point that
it will ever tell is known beforehand. The URL of the opsconfig of all of them is printed first, then that of each aggregate.

Example:
  signalbox datastore fake-site --aggregates 200 --nodes 20 --interfaces 4 --late 0.01 --delay 15m

Exit codes: 0 ended by a signal, 1 failed, 2 wrong command line.
`,
};
