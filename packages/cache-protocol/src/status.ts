/** What `GET /status` answers. The first eight are documented by the original; the rest are ours. */
export interface CacheStatus {
  readonly ref: string;
  readonly uptime: number;
  readonly cache_items: number;
  readonly peers: readonly { readonly ref: string; readonly deactivated: 0 | 1 }[];
  readonly available_peer_refs: readonly string[];
  readonly cache_size: number;
  readonly cache_percent: number;
  readonly max_item_size: number;
  readonly locks: number;
  readonly waiters: number;
  readonly hits: number;
  readonly misses: number;
  readonly lock_grants: number;
  readonly lock_expiries: number;
  readonly lock_disconnects: number;
  readonly wait_timeouts: number;
  readonly evictions: number;
  readonly expirations: number;
  readonly max_cache_size: number;
  readonly rss: number;
  readonly version: string;
}

/** Each field's meaning, for the generated reference. Source: reference cache-manager 3.6. */
export const STATUS_FIELDS: Readonly<Record<keyof CacheStatus, string>> = {
  ref: "Identity of this process, a UUID, new at each start.",
  uptime: "Whole seconds since the start.",
  cache_items: "Number of entries; locks are not entries.",
  peers: "Nodes of the cluster, this one included; `deactivated` is 1 while a node is not asked.",
  available_peer_refs: "The refs of the nodes that are asked, this one included.",
  cache_size: "Bytes of all entries, keys and overhead included.",
  cache_percent:
    "`cache_size` as a percentage of `max_cache_size`, one decimal; 0 without a limit.",
  max_item_size: "Largest item seen so far, in bytes of its data.",
  locks: "Keys that somebody is fetching now.",
  waiters: "Requests that wait for a key now.",
  hits: "Reads answered with data at once, since the start.",
  misses: "Reads that found no data, since the start.",
  lock_grants: "Locks granted, since the start.",
  lock_expiries: "Locks whose lease ended before their holder set anything.",
  lock_disconnects: "Locks freed because their holder's connection ended.",
  wait_timeouts: "Waits that ended with neither data nor lock.",
  evictions: "Entries dropped to make room.",
  expirations: "Entries dropped because their time was over.",
  max_cache_size: "The limit for `cache_size` in bytes; 0 is none.",
  rss: "Resident memory of the process in bytes.",
  version: "Version of the cache manager.",
};
