import { randomInt } from "node:crypto";
import { hostname } from "node:os";
import { systemClock, type Clock } from "@signalbox/clock";
import { changedSettings } from "@signalbox/config";
import { startHttpServer, type RunningHttpServer } from "@signalbox/http-server";
import { createRegistry, HttpMetrics, type Logger } from "@signalbox/telemetry";
import {
  openStore as openConfiguredStore,
  type TimeseriesStore,
} from "@signalbox/timeseries-store";
import type { Registry } from "prom-client";
import { LIVE_SETTINGS } from "./config/live-settings.js";
import type { DatastoreConfig } from "./config/service-schema.js";
import { toServerLimits, toTlsSettings } from "./config/to-options.js";
import { openDatastore, type OpenDatastore } from "./open-datastore.js";
import { startBackground, type Background } from "./start-background.js";
import { datastoreStatus } from "./status.js";
import { VERSION } from "./version.js";

const TWO_32 = 2 ** 32;

export interface DatastoreOptions {
  /** Complete and checked, as `loadConfig` returns it. */
  readonly config: DatastoreConfig;
  readonly log: Logger;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: a registry of its own without the process's metrics. */
  readonly registry?: Registry;
  /** 0 <= x < 1; default: the system's. */
  readonly random?: () => number;
  /** This machine's name, for URLs; default: the system's. */
  readonly hostname?: string;
  /** Default: what the settings say. Closed with the datastore. */
  readonly openStore?: () => Promise<TimeseriesStore>;
}

export interface RunningDatastore {
  /** The URL that `/info` and `/data` stand under, without a slash at the end. */
  readonly url: string;
  readonly urls: readonly string[];
  readonly store: TimeseriesStore;
  /**
   * Reads certificates, lists and the opsconfig file again; returns when they are in force.
   *
   * @param next What the configuration says now; default: what it said at the start.
   * @returns the settings that differ from those at the start and need a restart, by their dotted paths
   * @throws AppError what one of them has wrong; the others are in force
   */
  reload(next?: DatastoreConfig): Promise<string[]>;
  /** Lets open requests end, then closes. */
  close(): Promise<void>;
}

/**
 * Starts a datastore; it serves when the promise resolves.
 *
 * @throws AppError `invalid_argument` for a file that cannot be used, `unavailable` when the address cannot be had or the store does
 *   not open.
 */
export async function startDatastore(options: DatastoreOptions): Promise<RunningDatastore> {
  const starter = new Starter(options);
  return starter.start();
}

class Starter {
  readonly #options: DatastoreOptions;
  readonly #clock: Clock;
  readonly #registry: Registry;
  readonly #startedAtMs: number;
  #server: RunningHttpServer | undefined;
  #isReady = false;

  constructor(options: DatastoreOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#startedAtMs = this.#clock.monotonicMs();
    this.#registry =
      options.registry ??
      createRegistry({ service: "datastore", version: VERSION, defaultMetrics: false });
  }

  async start(): Promise<RunningDatastore> {
    const parts = await this.#open();
    try {
      this.#server = await this.#listen(parts);
      const background = this.#startBackground(parts);
      this.#isReady = true;
      return this.#running(parts, this.#server, background);
    } catch (reason) {
      await parts.close();
      throw reason;
    }
  }

  #open(): Promise<OpenDatastore> {
    const { config, log, random, openStore } = this.#options;
    return openDatastore({
      config,
      log,
      clock: this.#clock,
      registry: this.#registry,
      // Weak random numbers will do for spreading polls.
      random: random ?? (() => randomInt(TWO_32) / TWO_32),
      version: VERSION,
      openStore: openStore ?? (() => openConfiguredStore(config.store, this.#clock)),
      baseUrl: () => this.#publicUrl(),
      status: (parts) => this.#status(parts),
    });
  }

  #listen({ listener }: OpenDatastore): Promise<RunningHttpServer> {
    const { config, log } = this.#options;
    return startHttpServer({
      name: "https",
      host: config.host,
      port: config.port,
      clock: this.#clock,
      tls: toTlsSettings(config),
      limits: toServerLimits(config),
      health: { isReady: () => this.#readiness() },
      observer: new HttpMetrics(this.#registry).observerOf("https"),
      log: (event) => log.log(event),
      ...listener,
    });
  }

  #startBackground({ store }: OpenDatastore): Background {
    const { config, log } = this.#options;
    return startBackground({ config, log, store, clock: this.#clock, version: VERSION });
  }

  #running(
    parts: OpenDatastore,
    server: RunningHttpServer,
    background: Background,
  ): RunningDatastore {
    const { config } = this.#options;
    const url = server.url + config.path_prefix;
    return {
      url,
      urls: [url],
      store: parts.store,
      reload: async (next = config) => {
        // All of them are tried: one broken file must not keep the others old.
        const results = await Promise.allSettled([server.reloadTls(), parts.reload(next)]);
        for (const result of results) if (result.status === "rejected") throw result.reason;
        return changedSettings(config, next, LIVE_SETTINGS);
      },
      close: async () => {
        this.#isReady = false;
        await Promise.all([server.close(), background.close()]);
        await parts.close();
      },
    };
  }

  #readiness(): { ready: boolean; reason?: string } {
    return this.#isReady ? { ready: true } : { ready: false, reason: "starting or stopping" };
  }

  #publicUrl(): string {
    const { config } = this.#options;
    if (config.public_url !== "") return config.public_url;
    const name = this.#options.hostname ?? hostname();
    return `https://${name}:${this.#server?.port ?? config.port}${config.path_prefix}`;
  }

  #status({ access, store }: Pick<OpenDatastore, "access" | "store">): Promise<object> {
    return datastoreStatus({
      version: VERSION,
      uptimeMs: this.#clock.monotonicMs() - this.#startedAtMs,
      rssBytes: process.memoryUsage.rss(),
      connections: this.#server?.connections ?? 0,
      lists: access.lists,
      stats: () => store.stats(),
    });
  }
}
