import { parseBytes, parseDurationMs, toHttpLimits } from "@signalbox/config";
import type { DatastoreClientLimits } from "@signalbox/datastore-client";
import type { HttpLimits, TlsSettings } from "@signalbox/http-server";
import type { Pacing } from "../schedule/backoff.js";
import type { CollectorConfig } from "./service-schema.js";

/** Nothing is posted to the collector but orders without a body. */
const MAX_BODY_BYTES = 65_536;

export function toServerLimits({ limits }: CollectorConfig): HttpLimits {
  return { ...toHttpLimits(limits), maxBodyBytes: MAX_BODY_BYTES };
}

/** Undefined: plain HTTP. */
export function toTlsSettings({ tls }: CollectorConfig): TlsSettings | undefined {
  const { server_cert: certFile, server_key: keyFile, client_ca: caFile } = tls;
  if (certFile === "") return undefined;
  if (caFile === "") return { certFile, keyFile, clientCertificate: "none" };
  return { certFile, keyFile, caFile, clientCertificate: "optional" };
}

export function toClientLimits({
  requests,
  poll,
}: CollectorConfig): Partial<DatastoreClientLimits> {
  return {
    connectTimeoutMs: parseDurationMs(requests.connect_timeout),
    totalTimeoutMs: parseDurationMs(requests.timeout),
    maxReplyBytes: parseBytes(requests.max_reply_size),
    maxUrlChars: poll.max_url_chars,
  };
}

export function toPacing({ requests, poll }: CollectorConfig): Pacing {
  return {
    initialMs: parseDurationMs(requests.backoff_initial),
    maxMs: parseDurationMs(requests.backoff_max),
    minIntervalMs: parseDurationMs(poll.min_interval),
    jitter: poll.jitter,
  };
}
