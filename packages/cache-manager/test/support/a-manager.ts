import { afterEach } from "@jest/globals";
import { loadConfig } from "@signalbox/config";
import type { Clock } from "@signalbox/clock";
import type { LogEvent, Logger } from "@signalbox/telemetry";
import {
  cacheManagerSchema,
  configProblems,
  startCacheManager,
  type CacheManagerFile,
  type RunningCacheManager,
} from "../../src/index.js";
import { RawClient } from "./raw-client.js";

const cleanUps: (() => unknown)[] = [];

/** To be called once by each test file that starts something. */
export function closeAfterEach(): void {
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });
}

/** Runs `fn` after the test, and waits for what it returns. */
export function atEnd(fn: () => unknown): void {
  cleanUps.push(fn);
}

/** A configuration as the service gets it: defaults, this YAML, these `path=value`. */
export async function configOf(sets: readonly string[] = [], yaml = ""): Promise<CacheManagerFile> {
  const { value } = await loadConfig({
    schema: cacheManagerSchema,
    service: "cache-manager",
    rules: configProblems,
    yamlText: yaml,
    sets: ["http_server.port=0", "https_server.port=0", ...sets],
  });
  return value;
}

/** Debug log that can be waited for: the trace of a call tells that the server has seen it. */
export class WatchedLog implements Logger {
  readonly isDebug = true;
  readonly events: LogEvent[] = [];
  #wake: (() => void)[] = [];

  log(event: LogEvent): void {
    this.events.push(event);
    for (const wake of this.#wake.splice(0)) wake();
  }

  /** Resolves when `count` events with this message were logged. */
  async seen(message: string, count = 1): Promise<void> {
    while (this.events.filter((event) => event.message === message).length < count) {
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  child(): Logger {
    return this;
  }

  setLevel(): void {
    // Everything is kept.
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

export interface ManagerOptions {
  readonly sets?: readonly string[];
  readonly yaml?: string;
  readonly clock?: Clock;
  readonly log?: Logger;
}

export interface TestManager {
  readonly manager: RunningCacheManager;
  readonly config: CacheManagerFile;
  readonly log: WatchedLog;
  /** A new connection to the HTTP endpoint. */
  readonly connect: () => Promise<RawClient>;
  /** Resolves when so many callers are known to wait. */
  readonly waiting: (count?: number) => Promise<void>;
}

/** A cache manager on real sockets, closed after the test. */
export async function aManager(options: ManagerOptions = {}): Promise<TestManager> {
  const config = await configOf(options.sets, options.yaml);
  const log = new WatchedLog();
  const { clock } = options;
  const manager = await startCacheManager({
    config,
    log: options.log ?? log,
    ...(clock ? { clock } : {}),
  });
  atEnd(() => manager.close());
  const connect = async (): Promise<RawClient> => {
    const client = await RawClient.connect(Number(new URL(manager.url).port));
    atEnd(() => client.socket.destroy());
    return client;
  };
  const waiting = (count = 1): Promise<void> => log.seen("/get_data: waiting", count);
  return { manager, config, log, connect, waiting };
}
