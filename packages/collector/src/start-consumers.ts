import type { Clock } from "@signalbox/clock";
import { parseDurationMs } from "@signalbox/config";
import type { Logger } from "@signalbox/telemetry";
import type { TimeseriesStore } from "@signalbox/timeseries-store";
import type { Registry } from "prom-client";
import { toAlertSettings } from "./alerts/alert-settings.js";
import { startAlerts, type Alerts } from "./alerts/start-alerts.js";
import type { CollectorConfig } from "./config/service-schema.js";
import { openExternalChecks } from "./external-checks/open-external-checks.js";
import type { RunningExternalChecks } from "./external-checks/start-external-checks.js";
import type { Listeners } from "./listeners.js";
import * as events from "./log-events.js";
import { remoteWriteMetrics } from "./remote-write/remote-write-metrics.js";
import type { RemoteWriter } from "./remote-write/remote-writer.js";
import { startRemoteWrite } from "./remote-write/start-remote-write.js";
import { alertMetrics } from "./telemetry/alert-metrics.js";
import { VERSION } from "./version.js";

export interface ConsumerParts {
  readonly config: CollectorConfig;
  readonly store: TimeseriesStore;
  readonly log: Logger;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly random: () => number;
}

/** What is done with points beside keeping them. */
export interface Consumers {
  readonly alerts: Alerts;
  /** Delivers what it can within bounds, keeps the rest for the next start. */
  close(): Promise<void>;
}

/** Starts rules, checks made from here and the sending on, as far as the settings want them. @throws AppError as they do */
export async function startConsumers(
  parts: ConsumerParts,
  listeners: Listeners,
): Promise<Consumers> {
  const { config, store, log, registry, clock, random } = parts;
  const settings = toAlertSettings(config);
  const logger = log.child("alerts");
  const alerts = await startAlerts({ settings, store, logger, clock, random });
  alertMetrics(registry, alerts);
  listeners.add(alerts.listener);
  let writer: RemoteWriter | undefined;
  try {
    writer = await openRemoteWrite(parts);
    if (writer) listeners.add(writer.listener);
    const checks = await openChecks(parts, listeners);
    return {
      alerts,
      close: async () => {
        await checks.close();
        await Promise.all([alerts.close(), writer?.close()]);
      },
    };
  } catch (reason) {
    await Promise.all([alerts.close(), writer?.close()]);
    throw reason;
  }
}

/** Their points are kept like those of any store, and told to whoever listens. */
function openChecks(
  { config, store, log, clock, random }: ConsumerParts,
  listeners: Listeners,
): Promise<RunningExternalChecks> {
  return openExternalChecks(config.external_checks, {
    put: async (batch) => {
      await store.series.put(batch);
      listeners.tell(batch);
    },
    clock,
    random,
    logger: log.child("external_checks"),
  });
}

async function openRemoteWrite(parts: ConsumerParts): Promise<RemoteWriter | undefined> {
  const { config, store, log, registry, clock, random } = parts;
  const { remote_write: settings } = config;
  const observer = remoteWriteMetrics(registry, (reason) =>
    log.log(events.remoteWriteFailed(reason)),
  );
  if (settings.url === "") return undefined;
  const writer = await startRemoteWrite({
    url: settings.url,
    ...(settings.bearer_token !== "" && { bearerToken: settings.bearer_token }),
    timeoutMs: parseDurationMs(settings.timeout),
    userAgent: `signalbox-collector/${VERSION}`,
    store,
    maxWaitingPoints: settings.max_waiting_points,
    batchPoints: settings.batch_points,
    catchUpMs: parseDurationMs(settings.catch_up),
    clock,
    random,
    observer,
  });
  observer.watch(writer);
  return writer;
}
