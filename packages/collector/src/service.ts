import { systemClock } from "@signalbox/clock";
import {
  parseDurationMs,
  type RunningService,
  type ServiceDefinition,
  type StartContext,
} from "@signalbox/config";
import { createRegistry, createServiceLogger, operationMetrics } from "@signalbox/telemetry";
import { configProblems } from "./config/service-rules.js";
import { collectorSchema, type CollectorConfig } from "./config/service-schema.js";
import * as events from "./log-events.js";
import { startCollector } from "./start-collector.js";
import { readIdentity } from "./stores/read-identity.js";
import { VERSION } from "./version.js";

/** What is being written, and the store's own closing. */
const CLOSE_RESERVE_MS = 20_000;

/** The collector as the command line runs it. */
export const collectorService: ServiceDefinition<typeof collectorSchema> = {
  name: "collector",
  summary:
    "Polls many datastores into one store without a gap or a duplicate, and answers from it.",
  helpNotes:
    "With --once it reads all stores one time and ends, as a cron job does; --once --help tells more.",
  version: VERSION,
  schema: collectorSchema,
  rules: configProblems,
  check: async (config) => {
    await readIdentity(config);
  },
  closeTimeoutMs: (config) => parseDurationMs(config.limits.drain_timeout) + CLOSE_RESERVE_MS,
  start: startService,
};

async function startService(
  config: CollectorConfig,
  context: StartContext,
): Promise<RunningService<CollectorConfig>> {
  const registry = createRegistry({ service: "collector", version: VERSION, defaultMetrics: true });
  const metrics = operationMetrics(registry);
  const log = createServiceLogger({
    ...context,
    settings: config.log,
    service: "collector",
    clock: systemClock,
    onDropped: () => metrics.onLogDropped(),
  });
  log.log(events.launching(VERSION));
  const own = log.child("collector");
  const collector = await startCollector({ config, log: own, registry });
  own.log(events.serving(process.pid, [collector.url], collector.core.fleet.size));
  return {
    urls: [collector.url],
    reload: async (next) => {
      const restartNeeded = await collector.reload(next);
      if (!context.debug) log.setLevel(next.log.level);
      metrics.onReload("done");
      own.log(events.reloaded(restartNeeded));
    },
    onReloadFailed: (problems) => {
      metrics.onReload("failed");
      own.log(events.reloadFailed(problems));
    },
    close: async () => {
      log.log(events.stopping());
      await collector.close();
      await log.close();
    },
  };
}
