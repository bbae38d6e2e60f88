import { systemClock } from "@signalbox/clock";
import {
  parseDurationMs,
  type RunningService,
  type ServiceDefinition,
  type StartContext,
} from "@signalbox/config";
import { createRegistry, createServiceLogger, operationMetrics } from "@signalbox/telemetry";
import { checkFiles } from "./config/check-files.js";
import { configProblems } from "./config/service-rules.js";
import { datastoreSchema, type DatastoreConfig } from "./config/service-schema.js";
import * as events from "./log-events.js";
import { startDatastore } from "./start-datastore.js";
import { VERSION } from "./version.js";

const CLOSE_RESERVE_MS = 5000;

/** The datastore as the command line runs it. */
export const datastoreService: ServiceDefinition<typeof datastoreSchema> = {
  name: "datastore",
  summary: "Publishes a site's inventory and time series to who shows a listed certificate.",
  helpNotes: `Tools of the same command, each with --help: import, get, crawl, validate, fake-site; "tools" lists them.
Certificates: signalbox certs --help.`,
  version: VERSION,
  schema: datastoreSchema,
  rules: configProblems,
  check: checkFiles,
  closeTimeoutMs: (config) => parseDurationMs(config.limits.drain_timeout) + CLOSE_RESERVE_MS,
  start: startService,
};

async function startService(
  config: DatastoreConfig,
  context: StartContext,
): Promise<RunningService<DatastoreConfig>> {
  const registry = createRegistry({ service: "datastore", version: VERSION, defaultMetrics: true });
  const metrics = operationMetrics(registry);
  const log = createServiceLogger({
    ...context,
    settings: config.log,
    service: "datastore",
    clock: systemClock,
    onDropped: () => metrics.onLogDropped(),
  });
  log.log(events.launching(VERSION));
  const own = log.child("datastore");
  const datastore = await startDatastore({ config, log: own, registry });
  own.log(events.serving(process.pid, datastore.urls));
  return {
    urls: datastore.urls,
    reload: async (next) => {
      const restartNeeded = await datastore.reload(next);
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
      await datastore.close();
      await log.close();
    },
  };
}
