/** Node's own modules that reach outside the process, wait, or start something. */
const BUILT_IN = [
  "child_process",
  "cluster",
  "dgram",
  "dns",
  "dns/promises",
  "fs",
  "fs/promises",
  "http",
  "http2",
  "https",
  "inspector",
  "net",
  "readline",
  "readline/promises",
  "repl",
  "timers",
  "timers/promises",
  "tls",
  "worker_threads",
];

/** Packages that do the same, or that belong to a layer with I/O. */
const INSTALLED = [
  "axios",
  "cockatiel",
  "express",
  "ioredis",
  "kysely",
  "libsql",
  "pg",
  "prom-client",
  "undici",
  "winston",
  "winston-transport",
];

/** Module names a domain package may not import; shared by the layer check and the lint rule. */
export const ioModules = [...INSTALLED, ...BUILT_IN.flatMap((name) => [name, `node:${name}`])];
