import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { cacheManagerService, startCacheManager } from "@signalbox/cache-manager";
import { systemClock } from "@signalbox/clock";
import { collectorService, startCollector } from "@signalbox/collector";
import { loadConfig, processIo } from "@signalbox/config";
import { datastoreService, startDatastore } from "@signalbox/datastore";
import { routerService, startRouter } from "@signalbox/router";
import { dispatch } from "signalbox";
import { createLogger } from "@signalbox/telemetry";
import type { DocumentedService } from "./documented-service.js";

const cacheManager: DocumentedService = {
  name: cacheManagerService.name,
  schema: cacheManagerService.schema,
  startAndStop: async (registry) => {
    const { value: config } = await loadConfig({
      service: cacheManagerService.name,
      schema: cacheManagerService.schema,
      sets: ["http_server.port=0"],
    });
    const running = await startCacheManager({ config, log: aSilentLogger(), registry });
    await running.close();
  },
};

const router: DocumentedService = {
  name: routerService.name,
  schema: routerService.schema,
  startAndStop: async (registry) => {
    const folder = await mkdtemp(join(tmpdir(), "signalbox-docs-"));
    try {
      const { value: config } = await loadConfig({
        service: routerService.name,
        schema: routerService.schema,
        sets: [
          "content_server.http_port=0",
          "rest_api_server.port=0",
          "metrics_ingest_server.port=0",
          "metrics_exposition_server.port=0",
          `state_dir=${folder}`,
        ],
      });
      const running = await startRouter({ config, log: aSilentLogger(), registry });
      await running.close();
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

const datastore: DocumentedService = {
  name: datastoreService.name,
  schema: datastoreService.schema,
  startAndStop: async (registry) => {
    const folder = await mkdtemp(join(tmpdir(), "signalbox-docs-"));
    try {
      await makeCertificates(folder);
      const { value: config } = await loadConfig({
        service: datastoreService.name,
        schema: datastoreService.schema,
        sets: [
          "port=0",
          `tls.server_cert=${join(folder, "server-localhost.crt")}`,
          `tls.server_key=${join(folder, "server-localhost.key")}`,
          `tls.client_ca=${join(folder, "ca.crt")}`,
          `store.file=${join(folder, "store.db")}`,
        ],
      });
      const running = await startDatastore({ config, log: aSilentLogger(), registry });
      await running.close();
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

const collector: DocumentedService = {
  name: collectorService.name,
  schema: collectorService.schema,
  startAndStop: async (registry) => {
    const folder = await mkdtemp(join(tmpdir(), "signalbox-docs-"));
    try {
      const { value: config } = await loadConfig({
        service: collectorService.name,
        schema: collectorService.schema,
        sets: ["port=0", `store.file=${join(folder, "store.db")}`],
      });
      const running = await startCollector({ config, log: aSilentLogger(), registry });
      await running.close();
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

/** As an operator makes them. */
async function makeCertificates(folder: string): Promise<void> {
  for (const what of [["ca"], ["server", "--host", "localhost"]]) {
    const argv = ["certs", ...what, "--dir", folder];
    const code = await dispatch({ ...processIo(process), argv, stdout: new PassThrough() });
    if (code !== 0) throw new Error(`signalbox ${argv.join(" ")} ended with ${code}`);
  }
}

/** Every service whose settings and metrics have reference pages. */
export const services: readonly DocumentedService[] = [cacheManager, router, datastore, collector];

function aSilentLogger(): ReturnType<typeof createLogger> {
  return createLogger({ component: "docs", level: "error", format: "json", clock: systemClock });
}
