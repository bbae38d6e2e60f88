import { parseKeys, type Eviction, type LockSettings } from "@signalbox/cache-core";
import { parseBytes, parseDurationMs, toHttpLimits } from "@signalbox/config";
import type { HttpLimits, TlsSettings } from "@signalbox/http-server";
import type { CacheManagerFile } from "./config-schema.js";

/** What the engine needs to know, in numbers. */
export interface EngineConfig {
  readonly maxCacheBytes: number;
  readonly maxItemBytes: number;
  readonly maxKeyBytes: number;
  readonly eviction: Eviction;
  readonly purgeMs: number;
  readonly maxTtlMs: number;
  readonly errorTtlCapMs: number;
  readonly staleMs: number;
  readonly refreshAheadMs: number;
  readonly locks: LockSettings;
}

/** The body of a request that cannot be bounded by the item size; a JavaScript string cannot be longer. */
const MAX_BODY_BYTES = 512 * 1024 * 1024 - 1024;
/** Escapes can double the data on the wire. Source: reference cache-manager 1.6. */
const WIRE_INFLATION = 2;
const ENVELOPE_BYTES = 64 * 1024;

export function toEngineConfig(file: CacheManagerFile): EngineConfig {
  return {
    maxCacheBytes: parseBytes(file.max_cache_size),
    maxItemBytes: parseBytes(file.max_item_size),
    maxKeyBytes: parseBytes(file.max_key_size),
    eviction: file.eviction,
    purgeMs: parseDurationMs(file.cache_purge_time),
    maxTtlMs: parseDurationMs(file.max_ttl),
    errorTtlCapMs: parseDurationMs(file.error_ttl_cap),
    staleMs: parseDurationMs(file.stale_ttl),
    refreshAheadMs: parseDurationMs(file.refresh_ahead),
    locks: toLockSettings(file),
  };
}

export function toLockSettings(file: CacheManagerFile): LockSettings {
  return {
    minLeaseMs: parseDurationMs(file.min_lock_lease),
    maxLeaseMs: parseDurationMs(file.max_lock_lease),
    maxWaitMs: parseDurationMs(file.max_wait),
    waitMarginMs: parseDurationMs(file.wait_margin),
    onWaitTimeout: file.on_wait_timeout,
    releaseOnDisconnect: file.release_on_disconnect,
    disconnectGraceMs: parseDurationMs(file.disconnect_grace),
    oversizeMemoryMs: parseDurationMs(file.oversize_memory),
    maxLocks: file.max_locks,
    maxLocksPerNamespace: file.max_locks_per_namespace,
    maxWaiters: file.max_waiters,
    maxWaitersPerNamespace: file.max_waiters_per_namespace,
    maxWaitersPerKey: file.max_waiters_per_key,
  };
}

export function toServerLimits(file: CacheManagerFile): HttpLimits {
  return { ...toHttpLimits(file.limits), maxBodyBytes: ENVELOPE_BYTES };
}

/** Largest body of a request that carries data. */
export function maxBodyBytes(file: CacheManagerFile): number {
  const itemBytes = parseBytes(file.max_item_size);
  if (itemBytes === 0) return MAX_BODY_BYTES;
  return Math.min(MAX_BODY_BYTES, WIRE_INFLATION * itemBytes + ENVELOPE_BYTES);
}

/** Keys of both endpoints; the rules see to it that they do not differ. */
export function toKeys(file: CacheManagerFile): Buffer[] {
  return parseKeys(file.http_server.encryption.keys);
}

/** @returns undefined when there is no HTTPS endpoint. */
export function toTlsSettings(file: CacheManagerFile): TlsSettings | undefined {
  const { server_cert, server_key, ca_cert, client_certificate } = file.https_server;
  if (server_cert === "") return undefined;
  return {
    certFile: server_cert,
    keyFile: server_key,
    ...(ca_cert === "" ? {} : { caFile: ca_cert }),
    clientCertificate: client_certificate,
  };
}
