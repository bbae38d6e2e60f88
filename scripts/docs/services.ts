import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cacheManagerService, startCacheManager } from "@signalbox/cache-manager";
import { systemClock } from "@signalbox/clock";
import { loadConfig } from "@signalbox/config";
import { routerService, startRouter } from "@signalbox/router";
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

/** Every service whose settings and metrics have reference pages. */
export const services: readonly DocumentedService[] = [cacheManager, router];

function aSilentLogger(): ReturnType<typeof createLogger> {
  return createLogger({ component: "docs", level: "error", format: "json", clock: systemClock });
}
