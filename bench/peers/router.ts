import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BenchContext, Cleanup } from "../framework/benchmark.js";
import { scratchFolder } from "./scratch.js";
import { onAllCores } from "./pinned.js";
import { canPin, freePort, start, type ServerProcess } from "./servers.js";

const ROUTER = fileURLToPath(new URL("../../packages/router/bin/router.mjs", import.meta.url));

/** Our router: one process that answers clients on its server's port and takes metrics on the other. */
export interface RouterProcess {
  readonly server: ServerProcess;
  readonly ingestPort: number;
}

/**
 * As built and as shipped, in an empty state folder. `document` is the routing configuration.
 *
 * @param isOnAllCores Its worker thread may run beside its main thread, as on any machine with two cores; default false.
 */
export async function startRouter(
  context: BenchContext,
  cleanup: Cleanup,
  document: object,
  isOnAllCores = false,
): Promise<RouterProcess> {
  const folder = scratchFolder(cleanup);
  const routingFile = join(folder, "routing.json");
  writeFileSync(routingFile, JSON.stringify(document));
  const port = await freePort();
  const ingestPort = await freePort();
  const settings = {
    "content_server.host": "127.0.0.1",
    "content_server.http_port": port,
    "metrics_ingest_server.host": "127.0.0.1",
    "metrics_ingest_server.port": ingestPort,
    "rest_api_server.enable": false,
    "metrics_exposition_server.enable": false,
    service_id: "router-1",
    state_dir: join(folder, "state"),
    routing_file: routingFile,
  };
  const sets = Object.entries(settings).flatMap(([path, value]) => ["--set", `${path}=${value}`]);
  const router = { command: process.execPath, args: [ROUTER, ...sets] };
  const command = isOnAllCores ? onAllCores(canPin(context), router) : router;
  const server = await start(context, cleanup, "router", command, /^ready /, port);
  return { server, ingestPort };
}
