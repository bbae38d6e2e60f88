import { fileURLToPath } from "node:url";
import type { BenchContext, Cleanup } from "../framework/benchmark.js";
import type { Pki } from "./pki.js";
import { start, type ServerProcess } from "./servers.js";

const DATASTORE = fileURLToPath(
  new URL("../../packages/datastore/bin/datastore.mjs", import.meta.url),
);
const READY = /^ready \S+ \S*:(\d+)/;

/** Our datastore, as built and as shipped. `settings` are paths and values of its configuration. */
export function startDatastore(
  context: BenchContext,
  cleanup: Cleanup,
  pki: Pki,
  settings: Readonly<Record<string, string>>,
): Promise<ServerProcess> {
  const all = {
    host: "127.0.0.1",
    port: "0",
    public_url: "https://localhost",
    "tls.server_cert": pki.serverCertFile,
    "tls.server_key": pki.serverKeyFile,
    "tls.client_ca": pki.caFile,
    "access.whitelist_file": pki.whitelistFile,
    "access.writers": JSON.stringify([pki.urn]),
    "log.level": "warning",
    ...settings,
  };
  const sets = Object.entries(all).flatMap(([path, value]) => ["--set", `${path}=${value}`]);
  const command = { command: process.execPath, args: [DATASTORE, ...sets] };
  return start(context, cleanup, "datastore", command, READY);
}
