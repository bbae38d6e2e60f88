import { randomBytes, randomInt } from "node:crypto";
import { hostname } from "node:os";
import type { Clock } from "@signalbox/clock";
import { startTicker, systemClock } from "@signalbox/clock";
import { changedSettings, parseDurationMs } from "@signalbox/config";
import type { RunningHttpServer } from "@signalbox/http-server";
import { createRegistry, type Logger } from "@signalbox/telemetry";
import type { Registry } from "prom-client";
import { LIVE_SETTINGS } from "./config/live-settings.js";
import type { RouterFile } from "./config/service-schema.js";
import { openRouter, type OpenRouter } from "./open-router.js";
import { startListeners } from "./start-listeners.js";
import { countedLog, LogCounts } from "./telemetry/counted-log.js";
import { documentedMetrics } from "./telemetry/documented-metrics.js";
import { VERSION } from "./version.js";

const LOOK_MS = 1_000;
const SWEEP_SAMPLES_MS = 5_000;
const TWO_32 = 2 ** 32;

export interface RouterOptions {
  /** Complete and checked, as `loadConfig` returns it. */
  readonly config: RouterFile;
  readonly log: Logger;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: a registry of its own without the process's metrics. */
  readonly registry?: Registry;
  /** 0 <= x < 1; default: the system's. */
  readonly random?: () => number;
  /** This machine's name; default: the system's. */
  readonly hostname?: string;
}

export interface RunningRouter {
  /** Content first, then REST, ingest and exposition, as far as they are enabled. */
  readonly urls: readonly string[];
  /** By listener. */
  readonly url: Readonly<Partial<Record<ListenerName, string>>>;
  readonly core: OpenRouter["core"];
  /** The log that was given; what is said here is in `num_log_errors_total` and `num_log_warnings_total`. */
  readonly log: Logger;
  /**
   * Reads certificates, the routing file and the databases again; returns when they are in force.
   *
   * @param next What the configuration says now; default: what it said at the start.
   * @returns the settings that differ from those at the start and need a restart, by their dotted paths
   */
  reload(next?: RouterFile): Promise<string[]>;
  /** Lets open requests end, then closes. */
  close(): Promise<void>;
}

export type ListenerName = "content" | "content_tls" | "rest" | "ingest" | "exposition";

/**
 * Starts a router; it serves when the promise resolves.
 *
 * @throws AppError `invalid_argument` for a routing configuration, certificate or state that cannot be used, `unavailable` when an
 *   address cannot be had or Lua does not start.
 */
export async function startRouter(options: RouterOptions): Promise<RunningRouter> {
  const { config } = options;
  const logCounts = new LogCounts();
  const log = countedLog(options.log, logCounts);
  const clock = options.clock ?? systemClock;
  const registry =
    options.registry ??
    createRegistry({ service: "router", version: VERSION, defaultMetrics: false });
  const name = options.hostname ?? hostname();
  // Weak random numbers will do for choosing hosts, but they must not repeat from process to process.
  const random = options.random ?? (() => randomInt(TWO_32) / TWO_32);
  const router = await openRouter({
    config,
    log,
    clock,
    registry,
    random,
    hostname: name,
    randomBytes,
  });
  try {
    documentedMetrics(registry, { core: router.core, log: logCounts });
    const servers = await startListeners(router, { config, log, clock, registry, hostname: name });
    return new StartedRouter(router, servers, { config, clock, log });
  } catch (error) {
    await router.close();
    throw error;
  }
}

class StartedRouter implements RunningRouter {
  readonly core: OpenRouter["core"];
  readonly url: Readonly<Partial<Record<ListenerName, string>>>;
  readonly log: Logger;
  readonly #config: RouterFile;
  readonly #router: OpenRouter;
  readonly #servers: ReadonlyMap<ListenerName, RunningHttpServer>;
  readonly #stops: readonly (() => void)[];

  constructor(
    router: OpenRouter,
    servers: ReadonlyMap<ListenerName, RunningHttpServer>,
    { config, clock, log }: { config: RouterFile; clock: Clock; log: Logger },
  ) {
    this.log = log;
    this.#config = config;
    this.#router = router;
    this.#servers = servers;
    this.core = router.core;
    this.url = Object.fromEntries([...servers].map(([name, server]) => [name, server.url]));
    this.#stops = [
      startTicker(clock, LOOK_MS, () => router.core.look()),
      startTicker(clock, SWEEP_SAMPLES_MS, () => router.receiver.sweep()),
      ...(config.selection_input.snapshot
        ? [startTicker(clock, parseDurationMs("30s"), () => void router.saveSnapshot())]
        : []),
    ];
    router.setReady(true);
  }

  get urls(): string[] {
    return [...this.#servers.values()].map((server) => server.url);
  }

  async reload(next = this.#config): Promise<string[]> {
    for (const server of this.#servers.values()) {
      if (server.url.startsWith("https:")) await server.reloadTls();
    }
    await this.#router.reload(next.geoip);
    return changedSettings(this.#config, next, LIVE_SETTINGS);
  }

  async close(): Promise<void> {
    this.#router.setReady(false);
    for (const stop of this.#stops) stop();
    await Promise.all([...this.#servers.values()].map((server) => server.close()));
    await this.#router.close();
  }
}
