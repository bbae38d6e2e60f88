import { systemClock } from "@signalbox/clock";
import {
  parseDurationMs,
  type RunningService,
  type ServiceDefinition,
  type StartContext,
} from "@signalbox/config";
import { createRegistry, createServiceLogger, operationMetrics } from "@signalbox/telemetry";
import { checkRoutingFile } from "./check-routing-file.js";
import { configProblems } from "./config/service-rules.js";
import { routerSchema, type RouterFile } from "./config/service-schema.js";
import * as events from "./log-events.js";
import { startRouter } from "./start-router.js";
import { VERSION } from "./version.js";

const CLOSE_RESERVE_MS = 5000;

/** The router as the command line runs it. */
export const routerService: ServiceDefinition<typeof routerSchema> = {
  name: "router",
  summary: "Redirects each client to a cache that is fit to take it, by rules over live metrics.",
  version: VERSION,
  schema: routerSchema,
  rules: configProblems,
  check: checkRoutingFile,
  closeTimeoutMs: (config) => parseDurationMs(config.limits.drain_timeout) + CLOSE_RESERVE_MS,
  start: startService,
};

async function startService(
  config: RouterFile,
  context: StartContext,
): Promise<RunningService<RouterFile>> {
  const registry = createRegistry({ service: "router", version: VERSION, defaultMetrics: true });
  const metrics = operationMetrics(registry);
  const log = createServiceLogger({
    ...context,
    settings: config.log,
    service: "router",
    clock: systemClock,
    onDropped: () => metrics.onLogDropped(),
  });
  log.log(events.launching(VERSION));
  const router = await startRouter({ config, log: log.child("router"), registry });
  log.child("router").log(events.serving(process.pid, router.urls));
  return {
    urls: router.urls,
    reload: async (next) => {
      const restartNeeded = await router.reload(next);
      if (!context.debug) log.setLevel(next.log.level);
      metrics.onReload("done");
      router.log.log(events.reloaded(restartNeeded));
    },
    onReloadFailed: (problems) => {
      metrics.onReload("failed");
      router.log.log(events.reloadFailed(problems));
    },
    close: async () => {
      log.log(events.stopping());
      await router.close();
      await log.close();
    },
  };
}
