import { createHttpClient, type HttpClient, type TlsIdentity } from "@signalbox/http-client";
import type { DatastoreClientLimits, DatastoreClientOptions } from "../client-options.js";

/** One HTTP client for each origin, made when it is first needed; their number is that of the allowed origins. */
export interface OriginClients {
  at(url: URL): HttpClient;
  close(): void;
}

const RETRY_DELAY_MS = 200;
const MAX_RETRY_DELAY_MS = 2_000;

export function originClients(
  options: DatastoreClientOptions,
  limits: DatastoreClientLimits,
  tls: TlsIdentity | undefined,
): OriginClients {
  const clients = new Map<string, HttpClient>();
  const open = (origin: string): HttpClient =>
    createHttpClient({
      baseUrl: origin,
      connectTimeoutMs: limits.connectTimeoutMs,
      responseTimeoutMs: limits.totalTimeoutMs,
      maxSockets: limits.maxSockets,
      maxPending: limits.maxPending,
      maxResponseBytes: limits.maxReplyBytes,
      headers: { Accept: "application/json" },
      // A kept connection that the server closed meanwhile is not the store's failure: one more attempt.
      retry: {
        attempts: limits.attempts,
        initialDelayMs: RETRY_DELAY_MS,
        maxDelayMs: MAX_RETRY_DELAY_MS,
      },
      ...(tls !== undefined && { tls }),
      clock: options.clock,
      random: options.random,
    });
  return {
    at: ({ origin }) => {
      const known = clients.get(origin);
      if (known !== undefined) return known;
      const client = open(origin);
      clients.set(origin, client);
      return client;
    },
    close: () => {
      for (const client of clients.values()) client.close();
      clients.clear();
    },
  };
}
