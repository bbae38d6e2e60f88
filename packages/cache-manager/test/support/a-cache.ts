import { randomBytes } from "node:crypto";
import { NamespaceReader, type LockSettings } from "@signalbox/cache-core";
import { FakeConnection, testLockSettings } from "@signalbox/cache-core/testing";
import { FakeClock } from "@signalbox/clock/testing";
import { AppError } from "@signalbox/errors";
import type { Connection, HotReply } from "@signalbox/http-server";
import { createRegistry } from "@signalbox/telemetry";
import { MemoryLogger } from "@signalbox/telemetry/testing";
import { HotApi } from "../../src/hot-api.js";
import { LimitNotices } from "../../src/limit-notices.js";
import { lostLockNotices } from "../../src/lost-lock-notices.js";
import { LockTokens } from "../../src/lock-token.js";
import { Tracer } from "../../src/tracer.js";
import { CacheCounts, CacheEngine, durationMetrics, type EngineConfig } from "../../src/index.js";

export const MB = 1024 * 1024;
export const NAMESPACE = "PLUGIN#demo";
/** Identity of the process in the tokens of these tests. */
export const REF = "this-process";

/** A connection without a socket. */
class FakeHttpConnection extends FakeConnection implements Connection {
  readonly id = 1;
  readonly remoteAddress = "127.0.0.1";
  readonly encrypted = false;

  clientCertificate(): undefined {
    return undefined;
  }
}

/** The answer to one request, written down. */
export class FakeReply implements HotReply {
  status: number | undefined;
  body: Buffer = Buffer.alloc(0);
  /** What was handed over, uncopied. */
  sent: Buffer | string = "";

  constructor(readonly connection: FakeHttpConnection) {}

  get isOpen(): boolean {
    return this.status === undefined && this.connection.isOpen;
  }

  /** The body as text; undefined while the caller waits. */
  get text(): string | undefined {
    return this.status === undefined ? undefined : this.body.toString();
  }

  /** The body's fields; undefined while the caller waits. */
  get json(): unknown {
    const parsed: unknown = this.text === undefined ? undefined : JSON.parse(this.text);
    return parsed;
  }

  send(status: number, body: Buffer | string): void {
    if (!this.isOpen) throw new Error("answered twice, or after the connection ended");
    this.status = status;
    this.body = Buffer.from(body);
    this.sent = body;
  }

  drop(): void {
    this.connection.close("server");
  }

  fail(reason: unknown): void {
    const error = AppError.from(reason);
    this.send(error.status, JSON.stringify({ error: error.message, code: error.code }));
  }
}

/** What a request says beside namespace and key. */
export type Fields = Readonly<Record<string, unknown>>;

/** One plugin process with its one connection. */
export class Client {
  connection = new FakeHttpConnection();

  constructor(
    readonly api: HotApi,
    readonly namespace: string,
  ) {}

  get(key: string, max_wait_time: number, fields: Fields = {}): FakeReply {
    return this.call("/get_data", { key, max_wait_time, ...fields });
  }

  set(key: string, data: string, fields: Fields = {}): FakeReply {
    return this.call("/set_data", { key, data, ...fields });
  }

  call(path: string, fields: Fields): FakeReply {
    return this.send(path, JSON.stringify({ namespace: this.namespace, ...fields }));
  }

  send(path: string, body: string | Buffer): FakeReply {
    const reply = new FakeReply(this.connection);
    if (!this.api.handle("POST", path, Buffer.from(body), reply)) throw new Error("declined");
    return reply;
  }

  /** As when the process dies. */
  die(): void {
    this.connection.close("peer");
  }

  /** A new connection of the same process. */
  reconnect(): void {
    this.connection = new FakeHttpConnection();
  }
}

export interface CacheOptions {
  readonly config?: Partial<EngineConfig>;
  readonly locks?: Partial<LockSettings>;
  /** Keys of namespace tokens; default none. */
  readonly keys?: readonly Buffer[];
  readonly marginMs?: number;
}

/** The whole cache but sockets: requests as bytes, replies as bytes, a clock that stands still. */
export interface Cache {
  readonly clock: FakeClock;
  readonly engine: CacheEngine;
  readonly counts: CacheCounts;
  readonly log: MemoryLogger;
  /** A caller with a connection of its own. */
  readonly client: (namespace?: string) => Client;
}

export function engineConfig(
  config: Partial<EngineConfig> = {},
  locks: Partial<LockSettings> = {},
): EngineConfig {
  return {
    maxCacheBytes: 64 * MB,
    maxItemBytes: MB,
    maxKeyBytes: 1024,
    eviction: "lru",
    purgeMs: 60_000,
    maxTtlMs: 7 * 86_400_000,
    errorTtlCapMs: 0,
    staleMs: 0,
    refreshAheadMs: 0,
    locks: testLockSettings(locks),
    ...config,
  };
}

export function aCache(options: CacheOptions = {}): Cache {
  const clock = new FakeClock();
  const registry = createRegistry({ service: "test", version: "0", defaultMetrics: false });
  const log = new MemoryLogger();
  const counts = new CacheCounts(durationMetrics(registry), lostLockNotices({ log, clock }));
  const engine = new CacheEngine({
    config: engineConfig(options.config, options.locks),
    clock,
    counts,
    hashSeed: { low: randomBytes(4).readUInt32LE(), high: randomBytes(4).readUInt32LE() },
  });
  const namespaces = new NamespaceReader({
    keys: options.keys ?? [],
    marginMs: options.marginMs ?? 300_000,
    maxRemembered: 100,
    clock,
  });
  const api = new HotApi({
    engine,
    namespaces: () => namespaces,
    tokens: new LockTokens(REF),
    counts,
    trace: new Tracer(log),
    limitNotices: new LimitNotices({ log, clock, settings: testLockSettings(options.locks) }),
    maxBodyBytes: 4 * MB,
  });
  const client = (namespace = NAMESPACE): Client => new Client(api, namespace);
  return { clock, engine, counts, log, client };
}

/** What a get answers in three frequent cases. */
export const LOCKED = { data: null, lock: true, expiry: 0 };
export const EMPTY = { data: null, lock: false, expiry: 0 };
export const dataOf = (data: string): object => ({ data, lock: false });
