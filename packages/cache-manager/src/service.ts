import {
  parseDurationMs,
  type RunningService,
  type ServiceDefinition,
  type StartContext,
} from "@signalbox/config";
import { systemClock } from "@signalbox/clock";
import { createRegistry, createServiceLogger, operationMetrics } from "@signalbox/telemetry";
import { configProblems } from "./config-rules.js";
import { cacheManagerSchema, type CacheManagerFile } from "./config-schema.js";
import * as events from "./log-events.js";
import { startCacheManager } from "./start-cache-manager.js";
import { VERSION } from "./version.js";

const CLOSE_RESERVE_MS = 5000;

/** The cache manager as the command line runs it. */
export const cacheManagerService: ServiceDefinition<typeof cacheManagerSchema> = {
  name: "cache-manager",
  summary: "Shares expensive results between check plugins: one fetches, the others wait for it.",
  version: VERSION,
  schema: cacheManagerSchema,
  rules: configProblems,
  closeTimeoutMs: (config) => parseDurationMs(config.limits.drain_timeout) + CLOSE_RESERVE_MS,
  start: startService,
};

async function startService(
  config: CacheManagerFile,
  context: StartContext,
): Promise<RunningService<CacheManagerFile>> {
  const registry = createRegistry({
    service: "cache-manager",
    version: VERSION,
    defaultMetrics: true,
  });
  const metrics = operationMetrics(registry);
  const log = createServiceLogger({
    ...context,
    settings: config.log,
    service: "cache-manager",
    clock: systemClock,
    onDropped: () => metrics.onLogDropped(),
  });
  log.log(events.launching(VERSION));
  const manager = await startCacheManager({ config, log: log.child("cachemanager"), registry });
  log.child("cachemanager").log(events.serving(process.pid, manager.urls));
  return {
    urls: manager.urls,
    reload: async (next) => {
      const restartNeeded = await manager.reload(next);
      if (!context.debug) log.setLevel(next.log.level);
      metrics.onReload("done");
      log.log(events.reloaded(restartNeeded));
    },
    onReloadFailed: (problems) => {
      metrics.onReload("failed");
      log.log(events.reloadFailed(problems));
    },
    close: async () => {
      log.log(events.stopping());
      await manager.close();
      await log.close();
    },
  };
}
