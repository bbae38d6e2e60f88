import type { CacheStatus } from "@signalbox/cache-protocol";
import type { CacheEngine } from "./cache-engine.js";
import type { CacheCounts } from "./counts.js";

/** What the status says beside the engine's and the counts' numbers. */
export interface NodeFacts {
  readonly ref: string;
  readonly version: string;
  readonly uptimeMs: number;
  readonly rssBytes: number;
}

const MS_PER_SECOND = 1000;

/** The body of `/status`. Source: reference cache-manager 3.6; the node itself is listed as a peer. */
export function cacheStatus(
  engine: CacheEngine,
  counts: CacheCounts,
  node: NodeFacts,
): CacheStatus {
  const percent = engine.maxBytes === 0 ? 0 : (engine.usedBytes / engine.maxBytes) * 100;
  return {
    ref: node.ref,
    uptime: Math.floor(node.uptimeMs / MS_PER_SECOND),
    cache_items: engine.itemCount,
    peers: [{ ref: node.ref, deactivated: 0 }],
    available_peer_refs: [node.ref],
    cache_size: engine.usedBytes,
    cache_percent: Math.round(percent * 10) / 10,
    max_item_size: counts.largestItemBytes,
    locks: engine.lockCount,
    waiters: engine.waiterCount,
    hits: counts.hits + counts.staleHits,
    misses: counts.misses,
    lock_grants: counts.lockGrants,
    lock_expiries: counts.lockExpiries,
    lock_disconnects: counts.lockDisconnects,
    wait_timeouts: counts.waitTimeouts,
    evictions: counts.evictions,
    expirations: counts.expirations,
    max_cache_size: engine.maxBytes,
    rss: node.rssBytes,
    version: node.version,
  };
}
