import { randomInt } from "node:crypto";
import { systemClock, type Clock } from "@signalbox/clock";
import { changedSettings, parseDurationMs } from "@signalbox/config";
import { startHttpServer, type RunningHttpServer } from "@signalbox/http-server";
import { createRegistry, exposition, HttpMetrics, type Logger } from "@signalbox/telemetry";
import { openStore, type TimeseriesStore } from "@signalbox/timeseries-store";
import type { Registry } from "prom-client";
import { collectorRoutes } from "./api/collector-routes.js";
import { CollectorCore } from "./collector-core.js";
import { LIVE_SETTINGS } from "./config/live-settings.js";
import type { CollectorConfig } from "./config/service-schema.js";
import { toServerLimits, toTlsSettings } from "./config/to-options.js";
import { startConsumers, type Consumers } from "./start-consumers.js";
import { collectorMetrics } from "./telemetry/collector-metrics.js";
import { VERSION } from "./version.js";

const TWO_32 = 2 ** 32;

export interface CollectorOptions {
  /** Complete and checked, as `loadConfig` returns it. */
  readonly config: CollectorConfig;
  readonly log: Logger;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: a registry of its own without the process's metrics. */
  readonly registry?: Registry;
  /** 0 <= x < 1; default: the system's. */
  readonly random?: () => number;
  /** Default: what the settings say. Closed with the collector. */
  readonly openStore?: () => Promise<TimeseriesStore>;
}

export interface RunningCollector {
  readonly url: string;
  readonly core: CollectorCore;
  readonly store: TimeseriesStore;
  readonly consumers: Consumers;
  /**
   * Reads certificates and stores again.
   *
   * @param next What the configuration says now; default: what it said at the start.
   * @returns the settings that differ from those at the start and need a restart, by their dotted paths
   * @throws AppError what one of them has wrong
   */
  reload(next?: CollectorConfig): Promise<string[]>;
  /** Ends after what is being written. */
  close(): Promise<void>;
}

/**
 * Starts a collector; its API serves and it reads stores when the promise resolves.
 *
 * @throws AppError `invalid_argument` for a file or URL that cannot be used, `unavailable` when the address cannot be had or the store
 *   does not open
 */
export async function startCollector(options: CollectorOptions): Promise<RunningCollector> {
  const { config, log, clock = systemClock } = options;
  const registry =
    options.registry ??
    createRegistry({ service: "collector", version: VERSION, defaultMetrics: false });
  // Weak random numbers will do for spreading polls.
  const random = options.random ?? (() => randomInt(TWO_32) / TWO_32);
  const store = await (options.openStore?.() ?? openStore(config.store, clock));
  try {
    const metrics = collectorMetrics(registry);
    const core = await CollectorCore.open({ config, store, log, metrics, clock, random });
    const consumers = await startConsumers(
      { config, store, log, registry, clock, random },
      core.listeners,
    );
    const parts = { config, log, clock, registry, core, store, consumers };
    return await startParts(new StartedCollector(parts));
  } catch (reason) {
    await store.close();
    throw reason;
  }
}

async function startParts(collector: StartedCollector): Promise<RunningCollector> {
  try {
    await collector.start();
    return collector;
  } catch (reason) {
    await collector.closeParts();
    throw reason;
  }
}

interface Parts {
  readonly config: CollectorConfig;
  readonly log: Logger;
  readonly clock: Clock;
  readonly registry: Registry;
  readonly core: CollectorCore;
  readonly store: TimeseriesStore;
  readonly consumers: Consumers;
}

class StartedCollector implements RunningCollector {
  #server: RunningHttpServer | undefined;
  #isReady = false;

  constructor(readonly parts: Parts) {}

  get url(): string {
    return this.#server?.url ?? "";
  }

  get core(): CollectorCore {
    return this.parts.core;
  }

  get store(): TimeseriesStore {
    return this.parts.store;
  }

  get consumers(): Consumers {
    return this.parts.consumers;
  }

  async start(): Promise<void> {
    this.#server = await this.#listen();
    await this.core.start();
    this.#isReady = true;
  }

  async reload(next = this.parts.config): Promise<string[]> {
    const { config, core } = this.parts;
    if (toTlsSettings(config) !== undefined) await this.#server?.reloadTls();
    await core.reload(next);
    return changedSettings(config, next, LIVE_SETTINGS);
  }

  async close(): Promise<void> {
    this.#isReady = false;
    await this.closeParts();
    await this.store.close();
  }

  /** Points of the last polls reach those who listen; then these end. */
  async closeParts(): Promise<void> {
    await this.#server?.close();
    await this.core.close();
    await this.parts.consumers.close();
  }

  #listen(): Promise<RunningHttpServer> {
    const { config, log, clock, registry, store, core, consumers } = this.parts;
    const tls = toTlsSettings(config);
    return startHttpServer({
      name: "api",
      host: config.host,
      port: config.port,
      clock,
      ...(tls && { tls }),
      limits: toServerLimits(config),
      health: {
        isReady: () =>
          this.#isReady ? { ready: true } : { ready: false, reason: "starting or stopping" },
      },
      routes: collectorRoutes({
        store,
        stores: core.fleet,
        clock,
        version: VERSION,
        personalData: config.personal_data,
        events: () => core.catalogue,
        alerts: () => consumers.alerts.states(),
        defaultPeriodMs: parseDurationMs(config.poll.default_period),
      }),
      metrics: () => exposition(registry),
      observer: new HttpMetrics(registry).observerOf("api"),
      log: (event) => log.log(event),
    });
  }
}
