import { describe, expect, test } from "@jest/globals";
import { loadConfig, parseBytes, parseDurationMs } from "@signalbox/config";
import {
  cacheManagerSchema,
  configProblems,
  toEngineConfig,
  type CacheManagerFile,
} from "../src/index.js";
import { maxBodyBytes, toServerLimits, toTlsSettings } from "../src/engine-config.js";

const KEY = Buffer.alloc(16, 7).toString("base64");
const OTHER_KEY = Buffer.alloc(32, 8).toString("base64");

async function load(yamlText: string): Promise<CacheManagerFile> {
  const options = { schema: cacheManagerSchema, service: "cache-manager", yamlText };
  return (await loadConfig({ ...options, rules: configProblems })).value;
}

describe("the documented vocabulary", () => {
  /** The file of the reference, section 3.3, with keys that are keys. */
  const EXAMPLE = `
worker_timeout: 30s
max_cache_size: 1GB
max_item_size: 10MB
peer_refresh_time: 30s
peer_connection_timeout: 2s
timestamp_error_margin: 300s
cache_purge_time: 60s
http_server:
  host: 127.0.0.1
  port: 8182
  encryption: { keys: ["${KEY}"] }
https_server:
  host: 0.0.0.0
  port: 8183
  encryption: { keys: ["${KEY}"] }
  server_cert: /etc/signalbox/server.crt
  server_key: /etc/signalbox/server.key
  ca_cert: /etc/signalbox/ca.crt
  client_cert: /etc/signalbox/client.crt
  client_key: /etc/signalbox/client.key
registry: null
peer_nodes:
  - { host: collector-2, port: 8183 }
max_persistent_data_item_size: 16KB
max_persistent_data_items: 1024
`;

  test("the example file loads, each setting as it stands there", async () => {
    const config = await load(EXAMPLE);
    expect(config).toMatchObject({
      worker_timeout: "30s",
      http_server: { host: "127.0.0.1", port: 8182, encryption: { keys: [KEY] } },
      https_server: { port: 8183, client_key: "/etc/signalbox/client.key" },
      peer_nodes: [{ host: "collector-2", port: 8183 }],
      registry: null,
    });
    expect(toTlsSettings(config)).toEqual({
      certFile: "/etc/signalbox/server.crt",
      keyFile: "/etc/signalbox/server.key",
      caFile: "/etc/signalbox/ca.crt",
      clientCertificate: "none",
    });
  });

  test.each([
    "worker_timeout: 5",
    "max_cache_size: 2 GB",
    "max_cache_size: 0B",
    "max_item_size: 0B",
    "max_item_size: 1048576",
    "peer_refresh_time: 1m",
    "peer_connection_timeout: 500ms",
    "timestamp_error_margin: 0",
    "cache_purge_time: 5m",
    "http_server: { host: 0.0.0.0, port: 0 }",
    "https_server: { host: 0.0.0.0, port: 0 }",
    "registry: { host: registry, port: 2379, anything: [1, { a: b }] }",
    "peer_nodes: [{ host: a }, { host: b, port: 1 }]",
    "max_persistent_data_item_size: 1MB",
    "max_persistent_data_items: 0",
  ])("%s is accepted", async (yaml) => expect(await load(yaml)).toBeDefined());

  test("the documented defaults", async () => {
    const config = await load("");
    expect(config).toMatchObject({
      registry: null,
      peer_nodes: [],
      max_persistent_data_items: 1024,
    });
    const { worker_timeout, timestamp_error_margin, cache_purge_time } = config;
    expect([worker_timeout, timestamp_error_margin, cache_purge_time].map(parseDurationMs)).toEqual(
      [30_000, 300_000, 60_000],
    );
    const { peer_refresh_time, peer_connection_timeout } = config;
    expect([peer_refresh_time, peer_connection_timeout].map(parseDurationMs)).toEqual([
      30_000, 2_000,
    ]);
    const { max_cache_size, max_item_size, max_persistent_data_item_size } = config;
    expect([max_cache_size, max_item_size, max_persistent_data_item_size].map(parseBytes)).toEqual([
      1024 ** 3,
      10 * 1024 ** 2,
      16 * 1024,
    ]);
    expect(config.http_server).toEqual({
      host: "127.0.0.1",
      port: 8182,
      encryption: { keys: [] },
    });
    expect(config.https_server).toMatchObject({ host: "0.0.0.0", port: 8183, server_cert: "" });
    expect(toTlsSettings(config)).toBeUndefined();
  });

  test("the defaults of the corners' rules, in the engine's numbers", async () => {
    expect(toEngineConfig(await load(""))).toEqual({
      maxCacheBytes: 1024 ** 3,
      maxItemBytes: 10 * 1024 ** 2,
      maxKeyBytes: 1024,
      eviction: "lru",
      purgeMs: 60_000,
      maxTtlMs: 7 * 86_400_000,
      errorTtlCapMs: 0,
      staleMs: 0,
      refreshAheadMs: 0,
      locks: {
        minLeaseMs: 5_000,
        maxLeaseMs: 120_000,
        maxWaitMs: 300_000,
        waitMarginMs: 1_000,
        onWaitTimeout: "grant",
        releaseOnDisconnect: true,
        disconnectGraceMs: 250,
        oversizeMemoryMs: 10_000,
        maxLocks: 100_000,
        maxLocksPerNamespace: 10_000,
        maxWaiters: 10_000,
        maxWaitersPerNamespace: 5_000,
        maxWaitersPerKey: 1_000,
      },
    });
  });

  test("the limits of the endpoints are those of reliability, section 8, but for longer idling", async () => {
    expect(toServerLimits(await load(""))).toMatchObject({
      headersTimeoutMs: 10_000,
      bodyTimeoutMs: 30_000,
      maxHeaderBytes: 16_384,
      maxHeaders: 100,
      maxBodyBytes: 65_536,
      maxConnections: 10_000,
      keepAliveTimeoutMs: 150_000,
      sweepMs: 1_000,
      drainMs: 10_000,
    });
  });

  test.each([
    ["10MB", 2 * 10 * 1024 ** 2 + 65_536],
    ["1KB", 2 * 1024 + 65_536],
    ["0B", 512 * 1024 ** 2 - 1024],
    ["600MB", 512 * 1024 ** 2 - 1024],
  ])("with max_item_size %s a body may have %d bytes", async (size, bytes) => {
    expect(maxBodyBytes(await load(`max_item_size: ${size}`))).toBe(bytes);
  });
});

describe("what is refused", () => {
  test.each([
    ["max_cache_sise: 1GB", "max_cache_sise; did you mean max_cache_size?"],
    ["http_server: { prot: 1 }", "http_server.prot; did you mean http_server.port?"],
    ["limits: { max_header: 5 }", "limits.max_header; did you mean limits.max_headers?"],
    ["peer_nodes: [{ hots: a }]", "peer_nodes.0.hots; did you mean peer_nodes.0.host?"],
    ["colour: red", "colour"],
  ])("%s: unknown setting %s", async (yaml, what) => {
    await expect(load(yaml)).rejects.toMatchObject({
      code: "invalid_argument",
      message: `configuration of cache-manager has a problem: unknown setting ${what}`,
    });
  });

  test.each([
    "max_cache_size: big",
    "max_cache_size: -1",
    "cache_purge_time: soon",
    "http_server: { port: 65536 }",
    "eviction: random",
    "on_wait_timeout: maybe",
    "release_on_disconnect: 2",
    "max_waiters: 0",
    "registry: 5",
    "peer_nodes: { host: a }",
    "log: { level: chatty }",
  ])("%s", async (yaml) => expect(load(yaml)).rejects.toMatchObject({ code: "invalid_argument" }));
});

describe("rules between settings", () => {
  const keysOf = (http: string[], https: string[]): string =>
    `http_server: { encryption: { keys: ${JSON.stringify(http)} } }\n` +
    `https_server: { encryption: { keys: ${JSON.stringify(https)} } }`;

  test.each([
    [
      "keys that are not Base64",
      keysOf(["not base64!"], []),
      "http_server.encryption.keys: encryption key 1 is not Base64",
    ],
    [
      "keys of a wrong length, on either server",
      keysOf([KEY], [Buffer.alloc(8).toString("base64")]),
      "https_server.encryption.keys: encryption key 1 has 8 bytes after Base64 decoding, allowed are 16, 24 and 32",
    ],
    ["keys that differ", keysOf([KEY], [OTHER_KEY]), "https_server.encryption.keys differ"],
    ["keys in another order", keysOf([KEY, OTHER_KEY], [OTHER_KEY, KEY]), "keys differ"],
    ["keys on HTTPS alone", keysOf([], [KEY]), "https_server.encryption.keys differ"],
    [
      "connections that idle no longer than a lease",
      "max_lock_lease: 150s",
      "limits.keep_alive_timeout must be longer than max_lock_lease",
    ],
    [
      "a shortest lease above the longest",
      "min_lock_lease: 121s",
      "min_lock_lease is longer than max_lock_lease",
    ],
    [
      "an item larger than the cache",
      "max_cache_size: 1MB",
      "max_item_size is larger than max_cache_size",
    ],
    [
      "a purge without a pause",
      "cache_purge_time: 0s",
      "cache_purge_time must be more than 0s; expired entries are never served, whatever it is",
    ],
    [
      "a certificate without its key",
      "https_server: { server_cert: a.crt }",
      "https_server.server_cert and https_server.server_key are only of use together",
    ],
    [
      "a key without its certificate",
      "https_server: { server_key: a.key }",
      "https_server.server_cert and https_server.server_key are only of use together",
    ],
    [
      "clients to be verified with nothing",
      "https_server: { client_certificate: required }",
      "https_server.client_certificate is required but there is no https_server.ca_cert",
    ],
  ])("%s", async (_what, yaml, message) => {
    await expect(load(yaml)).rejects.toMatchObject({
      code: "invalid_argument",
      message: expect.stringContaining(message) as unknown,
    });
  });

  test("a refusal does not repeat the key", async () => {
    const secret = "c2VjcmV0LWtleS1jYW5hcnk";
    await expect(load(keysOf([secret], []))).rejects.toMatchObject({
      message: expect.not.stringContaining(secret) as unknown,
    });
  });

  test.each([
    ["the same keys", keysOf([KEY, OTHER_KEY], [KEY, OTHER_KEY])],
    ["keys with blanks around", keysOf([KEY], [` ${KEY} `])],
    ["keys on HTTP, taken over by HTTPS", keysOf([KEY], [])],
    ["a cache as large as its largest item", "max_cache_size: 10MB"],
    ["items without limit in a small cache", "max_cache_size: 1MB\nmax_item_size: 0B"],
    ["a cache without limit", "max_cache_size: 0B"],
    ["equal leases", "min_lock_lease: 120s"],
    [
      "clients verified by an authority",
      "https_server: { client_certificate: optional, ca_cert: a }",
    ],
  ])("%s: accepted", async (_what, yaml) => expect(await load(yaml)).toBeDefined());
});
