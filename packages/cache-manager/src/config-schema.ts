import {
  bytes,
  choice,
  duration,
  flag,
  httpLimitsSection,
  integer,
  list,
  logSection,
  port,
  secretText,
  section,
  text,
} from "@signalbox/config";
import { Type, type Static } from "typebox";

const COUNT = { min: 1, max: 10_000_000 };

const encryption = section(
  {
    keys: list(
      secretText("A key of 16, 24 or 32 bytes in Base64."),
      { maxItems: 16 },
      "Namespace keys: the first is the one new tokens are made with, all are tried on tokens that arrive. None: namespaces are plain names.",
    ),
  },
  "Encryption of namespaces; must be the same on both servers.",
);

const httpServer = section(
  {
    host: text(
      "127.0.0.1",
      "Address to listen on. Namespaces travel in the clear: keep it on loopback.",
    ),
    port: port(8182, "Port; 0 lets the system choose."),
    encryption,
  },
  "The HTTP endpoint.",
);

const httpsServer = section(
  {
    host: text("0.0.0.0", "Address to listen on."),
    port: port(8183, "Port; 0 lets the system choose."),
    encryption,
    server_cert: text("", "PEM file of the server's certificate. Empty: no HTTPS endpoint."),
    server_key: text("", "PEM file of its private key."),
    ca_cert: text("", "PEM file of the authorities that sign clients' and peers' certificates."),
    client_cert: text("", "PEM file of the certificate shown to peers."),
    client_key: text("", "PEM file of its private key."),
    client_certificate: choice(
      ["none", "optional", "required"],
      "none",
      "Whether clients must show a certificate signed by `ca_cert`.",
    ),
  },
  "The HTTPS endpoint; off without `server_cert`.",
);

/** Every setting of the cache manager: file, environment, `--set`, defaults and reference page come from here. */
export const cacheManagerSchema = section({
  http_server: httpServer,
  https_server: httpsServer,
  max_cache_size: bytes(
    "1GB",
    "Size of the local cache, keys and overhead included. `0B`: no limit.",
  ),
  max_item_size: bytes(
    "10MB",
    "Largest entry, in bytes of its data. `0B`: no limit but that of the cache.",
  ),
  max_key_size: bytes("1KB", "Longest namespace and key together."),
  eviction: choice(
    ["lru", "fifo"],
    "lru",
    "Which entry makes room: the one not read for longest, or the one written longest ago. Expired ones go first.",
  ),
  cache_purge_time: duration(
    "60s",
    "Interval at which expired entries are removed. Until then they only take up room.",
  ),
  max_ttl: duration("7d", "Longest time-to-live; a longer one is cut, which `expiry` tells."),
  error_ttl_cap: duration(
    "0s",
    "Longest time-to-live of data that is exactly an object with the one key `error`, as the original client stores failures. Such data does not replace a good stale value. `0s`: such data is treated as any other.",
  ),
  stale_ttl: duration(
    "0s",
    "`stale_ttl` of sets that do not name one: how long after its ttl a value may be served while one caller refreshes it.",
  ),
  refresh_ahead: duration(
    "0s",
    "`refresh_ahead` of sets that do not name one: how long before the end of its ttl one caller is asked to refresh a value.",
  ),
  timestamp_error_margin: duration(
    "300s",
    "Largest difference between a namespace token's time and this server's clock, either way. A token is made when its plugin starts, so this bounds how long a plugin may run. `0s`: not checked.",
  ),
  max_remembered_tokens: integer(
    10_000,
    { min: 0, max: 10_000_000 },
    "Opened namespace tokens that are remembered.",
  ),
  max_wait: duration("300s", "Longest wait for a key, whatever `max_wait_time` says."),
  wait_margin: duration(
    "1s",
    "How long before the caller's own time-out a wait ends; a tenth of the wait when that is less.",
  ),
  min_lock_lease: duration(
    "5s",
    "Shortest life of a lock; otherwise a lock lives as long as its holder's `max_wait_time`.",
  ),
  max_lock_lease: duration("120s", "Longest life of a lock that is not renewed."),
  on_wait_timeout: choice(
    ["grant", "empty"],
    "grant",
    "When a wait ends and the lock is old: give the oldest waiter a lock of its own, once a lease, or nothing, as the original.",
  ),
  release_on_disconnect: flag(
    true,
    "Free a lock when its holder's connection ends. Switch it off behind a proxy that pools connections.",
  ),
  disconnect_grace: duration(
    "250ms",
    "How long such a lock is kept, for a resend on a new connection.",
  ),
  oversize_memory: duration(
    "10s",
    "How long callers of a key are refused after its item turned out too large.",
  ),
  max_locks: integer(100_000, COUNT, "Locks in all. Above: an answer without data and lock."),
  max_locks_per_namespace: integer(10_000, COUNT, "Locks of one namespace."),
  max_waiters: integer(
    10_000,
    COUNT,
    "Waiting requests in all. Above: an answer without data and lock.",
  ),
  max_waiters_per_namespace: integer(5_000, COUNT, "Waiting requests of one namespace."),
  max_waiters_per_key: integer(1_000, COUNT, "Waiting requests for one key."),
  limits: httpLimitsSection({
    keepAliveTimeout: duration(
      "150s",
      "Time a connection may stay idle. Must exceed `max_lock_lease`: a plugin is silent on its connection while it fetches.",
    ),
  }),
  log: logSection(),
  worker_timeout: duration(
    "30s",
    "Accepted for compatibility: the service has no worker processes to restart.",
  ),
  peer_refresh_time: duration(
    "30s",
    "Pause before a peer that is down is tried again. Clusters: not in this version.",
  ),
  peer_connection_timeout: duration(
    "2s",
    "Time-out towards a peer. Clusters: not in this version.",
  ),
  peer_nodes: list(
    section({ host: text("", "Name or address."), port: port(8183, "Its HTTPS port.") }),
    { maxItems: 100 },
    "The other nodes of the cluster. Clusters: not in this version.",
  ),
  registry: Type.Unsafe<Record<string, unknown> | null>({
    type: ["object", "null"],
    default: null,
    description: "Connection to a service registry. Clusters: not in this version.",
  }),
  max_persistent_data_item_size: bytes(
    "16KB",
    "Item limit of the state manager. Not in this version.",
  ),
  max_persistent_data_items: integer(
    1024,
    { min: 0, max: 10_000_000 },
    "Item count of the state manager. Not in this version.",
  ),
});

/** The configuration as it stands in the file, complete. */
export type CacheManagerFile = Static<typeof cacheManagerSchema>;
