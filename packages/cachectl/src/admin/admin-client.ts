import { createHttpClient, type HttpClient } from "@signalbox/http-client";
import type { Connection } from "../args/connection.js";
import type { Shell } from "../shell.js";
import { readTlsFiles } from "../sdk-cache-client.js";
import { readKeyPage, readLockList, readStatus } from "./admin-replies.js";
import type { CacheStatus, KeyPage, LockRow } from "./admin-replies.js";

/** Most rows a server gives at once. */
export const MAX_PAGE_ROWS = 1000;

const CONNECT_LIMIT_MS = 2000;
const RESPONSE_LIMIT_MS = 10_000;
const MAX_RESPONSE_BYTES = 16 * 1024 * 1024;

/** What an operator may ask a cache manager. Calls reject with an AppError; the caller closes it. */
export interface AdminClient {
  status(): Promise<CacheStatus>;
  /** @param cursor Where the page before ended; null for the first. */
  keys(cursor: string | null, limit: number): Promise<KeyPage>;
  /** The locks with the most waiters. */
  locks(limit: number): Promise<readonly LockRow[]>;
  close(): void;
}

/** `http://host:port`, an IPv6 address in brackets. */
export function baseUrl({ host, port, tls }: Connection): string {
  const scheme = tls === undefined ? "http" : "https";
  return `${scheme}://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

async function post(http: HttpClient, path: string, json: object): Promise<unknown> {
  const reply = await http.request({ method: "POST", path, json });
  return reply.json();
}

export interface AdminClientOptions {
  /** Longest time for one answer in milliseconds; default 10 s. */
  readonly responseLimitMs?: number;
}

/** @throws AppError `not_found` when a TLS file cannot be read. */
export async function createAdminClient(
  connection: Connection,
  shell: Shell,
  options: AdminClientOptions = {},
): Promise<AdminClient> {
  const responseTimeoutMs = options.responseLimitMs ?? RESPONSE_LIMIT_MS;
  const http = createHttpClient({
    baseUrl: baseUrl(connection),
    connectTimeoutMs: Math.min(CONNECT_LIMIT_MS, responseTimeoutMs),
    responseTimeoutMs,
    maxSockets: 1,
    maxResponseBytes: MAX_RESPONSE_BYTES,
    clock: shell.clock,
    random: Math.random,
    ...(connection.tls === undefined ? {} : { tls: await readTlsFiles(connection.tls) }),
  });
  const { namespace } = connection;
  return {
    status: async () => readStatus((await http.request({ path: "/status" })).json()),
    keys: async (cursor, limit) =>
      readKeyPage(await post(http, "/list_keys", { namespace, cursor, limit })),
    locks: async (limit) => readLockList(await post(http, "/list_locks", { namespace, limit })),
    close: () => http.close(),
  };
}

/** Opens a client for the time of `work`. */
export async function withAdminClient<T>(
  connection: Connection,
  shell: Shell,
  work: (client: AdminClient) => Promise<T>,
): Promise<T> {
  const client = await createAdminClient(connection, shell);
  try {
    return await work(client);
  } finally {
    client.close();
  }
}
