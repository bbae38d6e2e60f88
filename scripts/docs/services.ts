import { cacheManagerService, startCacheManager } from "@signalbox/cache-manager";
import { systemClock } from "@signalbox/clock";
import { loadConfig } from "@signalbox/config";
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

/** Every service whose settings and metrics have reference pages. */
export const services: readonly DocumentedService[] = [cacheManager];

function aSilentLogger(): ReturnType<typeof createLogger> {
  return createLogger({ component: "docs", level: "error", format: "json", clock: systemClock });
}
