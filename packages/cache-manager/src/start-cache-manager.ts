import { randomInt, randomUUID } from "node:crypto";
import { NamespaceReader } from "@signalbox/cache-core";
import { parseDurationMs } from "@signalbox/config";
import { systemClock, type Clock } from "@signalbox/clock";
import type { HttpServerOptions, RunningHttpServer } from "@signalbox/http-server";
import { startHttpServer } from "@signalbox/http-server";
import { createRegistry, exposition, HttpMetrics, type Logger } from "@signalbox/telemetry";
import type { Registry } from "prom-client";
import { addAdminRoutes } from "./admin-routes.js";
import { CacheEngine } from "./cache-engine.js";
import type { CacheManagerFile } from "./config-schema.js";
import { CacheCounts } from "./counts.js";
import {
  maxBodyBytes,
  toEngineConfig,
  toServerLimits,
  toKeys,
  toLockSettings,
  toTlsSettings,
} from "./engine-config.js";
import { HotApi } from "./hot-api.js";
import { LimitNotices } from "./limit-notices.js";
import { LockTokens } from "./lock-token.js";
import * as events from "./log-events.js";
import { lostLockNotices } from "./lost-lock-notices.js";
import { cacheMetrics, durationMetrics } from "./metrics.js";
import { cacheStatus } from "./status.js";
import { Tracer } from "./tracer.js";
import { VERSION } from "./version.js";

export interface CacheManagerOptions {
  /** Complete and checked, as `loadConfig` returns it. */
  readonly config: CacheManagerFile;
  readonly log: Logger;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: a registry of its own without the process's metrics. */
  readonly registry?: Registry;
}

export interface RunningCacheManager {
  /** HTTP first, then HTTPS if there is one. */
  readonly urls: readonly string[];
  readonly url: string;
  /** Takes over what can change while running; returns the settings that differ but need a restart. */
  reload(config: CacheManagerFile): Promise<string[]>;
  /** Answers everyone who waits, lets open requests end, then closes. */
  close(): Promise<void>;
}

/**
 * Starts a cache manager; it serves when the promise resolves.
 *
 * @throws AppError `invalid_argument` for unusable TLS files, `unavailable` when an address cannot be had.
 */
export async function startCacheManager(
  options: CacheManagerOptions,
): Promise<RunningCacheManager> {
  const manager = new CacheManager(options);
  await manager.listen();
  return manager;
}

class CacheManager implements RunningCacheManager {
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #registry: Registry;
  readonly #engine: CacheEngine;
  readonly #counts: CacheCounts;
  readonly #hot: HotApi;
  readonly #httpMetrics: HttpMetrics;
  readonly #ref = randomUUID();
  readonly #trace: Tracer;
  readonly #startedAtMs: number;
  readonly #servers: RunningHttpServer[] = [];
  /** What it was started with. */
  readonly #config: CacheManagerFile;
  #namespaces: NamespaceReader;
  #isReady = false;

  constructor(options: CacheManagerOptions) {
    const { config } = options;
    this.#config = config;
    this.#clock = options.clock ?? systemClock;
    this.#startedAtMs = this.#clock.monotonicMs();
    this.#log = options.log;
    this.#trace = new Tracer(this.#log);
    this.#registry =
      options.registry ??
      createRegistry({ service: "cache-manager", version: VERSION, defaultMetrics: false });
    this.#counts = new CacheCounts(
      durationMetrics(this.#registry),
      lostLockNotices({ log: this.#log, clock: this.#clock }),
    );
    this.#engine = new CacheEngine({
      config: toEngineConfig(config),
      clock: this.#clock,
      counts: this.#counts,
      rssBytes: () => process.memoryUsage.rss(),
      hashSeed: { low: randomInt(2 ** 32), high: randomInt(2 ** 32) },
    });
    this.#httpMetrics = new HttpMetrics(this.#registry);
    cacheMetrics(this.#registry, this.#counts, this.#engine);
    this.#namespaces = this.#createNamespaces(config);
    this.#hot = new HotApi({
      engine: this.#engine,
      namespaces: () => this.#namespaces,
      // Not the ref: that is shown to everybody, and a token must not be guessed.
      tokens: new LockTokens(randomUUID()),
      counts: this.#counts,
      trace: this.#trace,
      limitNotices: new LimitNotices({
        log: this.#log,
        clock: this.#clock,
        settings: toLockSettings(config),
      }),
      maxBodyBytes: maxBodyBytes(config),
    });
  }

  get urls(): string[] {
    return this.#servers.map((server) => server.url);
  }

  get url(): string {
    return this.urls[0] ?? "";
  }

  async listen(): Promise<void> {
    this.#warn();
    try {
      await this.#startServers();
    } catch (error) {
      await this.close();
      throw error;
    }
    this.#isReady = true;
  }

  async reload(config: CacheManagerFile): Promise<string[]> {
    for (const server of this.#servers) {
      if (server.url.startsWith("https:")) await server.reloadTls();
    }
    this.#namespaces = this.#createNamespaces(config);
    this.#warnOfPlainNamespaces();
    // Compared with what was started with: a difference lasts until the restart, and ends when it is taken back.
    return changedSettings(this.#config, config);
  }

  async close(): Promise<void> {
    this.#isReady = false;
    // Draining answers whoever waits; this also does when no server was started.
    const closing = this.#servers.map((server) => server.close());
    this.#engine.stop();
    await Promise.all(closing);
  }

  async #startServers(): Promise<void> {
    const { http_server: http, https_server: https } = this.#config;
    await this.#startServer({ name: "http", host: http.host, port: http.port });
    const tls = toTlsSettings(this.#config);
    if (tls) await this.#startServer({ name: "https", host: https.host, port: https.port, tls });
  }

  async #startServer(
    listener: Pick<HttpServerOptions, "name" | "host" | "port" | "tls">,
  ): Promise<void> {
    const server = await startHttpServer({
      ...listener,
      clock: this.#clock,
      hot: this.#hot,
      routes: (app) => addAdminRoutes(app, this.#adminOptions()),
      health: { isReady: () => this.#readiness() },
      metrics: () => exposition(this.#registry),
      limits: toServerLimits(this.#config),
      observer: this.#httpMetrics.observerOf(listener.name),
      log: (event) => this.#log.log(event),
    });
    this.#servers.push(server);
  }

  #readiness(): { ready: boolean; reason?: string } {
    return this.#isReady ? { ready: true } : { ready: false, reason: "starting or stopping" };
  }

  #adminOptions(): Parameters<typeof addAdminRoutes>[1] {
    return {
      engine: this.#engine,
      namespaces: () => this.#namespaces,
      trace: this.#trace,
      status: () =>
        cacheStatus(this.#engine, this.#counts, {
          ref: this.#ref,
          version: VERSION,
          uptimeMs: this.#clock.monotonicMs() - this.#startedAtMs,
          rssBytes: process.memoryUsage.rss(),
        }),
    };
  }

  #createNamespaces(config: CacheManagerFile): NamespaceReader {
    return new NamespaceReader({
      keys: toKeys(config),
      marginMs: parseDurationMs(config.timestamp_error_margin),
      maxRemembered: config.max_remembered_tokens,
      clock: this.#clock,
    });
  }

  #warnOfPlainNamespaces(): void {
    if (!this.#namespaces.isEncrypted) this.#log.log(events.plainNamespaces());
  }

  #warn(): void {
    const config = this.#config;
    this.#warnOfPlainNamespaces();
    if (!isLoopback(config.http_server.host))
      this.#log.log(events.exposedHttp(config.http_server.host));
    if (this.#engine.maxBytes === 0) this.#log.log(events.noCacheLimit());
    if (config.peer_nodes.length > 0 || config.registry !== null) {
      this.#log.log(events.clusterSettingsIgnored());
    }
  }
}

/** Settings that `reload` takes over; TLS files are read again even when their names stay the same. */
const RELOADABLE = new Set(["timestamp_error_margin", "max_remembered_tokens"]);

function changedSettings(before: CacheManagerFile, after: CacheManagerFile): string[] {
  const old = new Map<string, unknown>(Object.entries(withoutReloadable(before)));
  return Object.entries(withoutReloadable(after))
    .filter(([name, value]) => !RELOADABLE.has(name) && !isSame(old.get(name), value))
    .map(([name]) => name);
}

/** Namespace keys and the log's level are taken over, the rest of their sections is not. */
function withoutReloadable(file: CacheManagerFile): object {
  const { http_server, https_server, log, ...rest } = file;
  return {
    ...rest,
    http_server: { ...http_server, encryption: undefined },
    https_server: { ...https_server, encryption: undefined },
    log: { ...log, level: undefined },
  };
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}
