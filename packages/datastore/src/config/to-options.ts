import { parseBytes, parseDurationMs, toHttpLimits } from "@signalbox/config";
import type { GzipLimits, HttpLimits, TlsSettings } from "@signalbox/http-server";
import type { IngestLimits } from "../ingest/ingest-options.js";
import type { ReadLimits } from "../read/read-options.js";
import type { DatastoreConfig } from "./service-schema.js";

/** Bodies inflated at the same time. */
const MAX_INFLATING = 4;

/** Bodies that do not go to the ingest API are queries. */
export function toServerLimits({ limits, data }: DatastoreConfig): HttpLimits {
  return { ...toHttpLimits(limits), maxBodyBytes: parseBytes(data.max_query_size) };
}

export function toTlsSettings({ tls }: DatastoreConfig): TlsSettings {
  return {
    certFile: tls.server_cert,
    keyFile: tls.server_key,
    caFile: tls.client_ca,
    clientCertificate: tls.client_certificate,
    maxChainDepth: tls.max_chain_depth,
  };
}

export function toGzipLimits({ ingest }: DatastoreConfig): GzipLimits {
  return {
    maxInflatedBytes: parseBytes(ingest.max_inflated_size),
    maxConcurrent: MAX_INFLATING,
  };
}

export function toReadLimits({ data }: DatastoreConfig): ReadLimits {
  return {
    maxPoints: data.max_points,
    maxIds: data.max_ids,
    maxQueryBytes: parseBytes(data.max_query_size),
    maxList: data.max_list,
    maxConcurrent: data.max_concurrent,
    maxWaiting: data.max_waiting,
  };
}

export function toIngestLimits(config: DatastoreConfig): IngestLimits {
  return { maxPoints: config.ingest.max_points, ...toTimeLimits(config) };
}

/** Points that retention would remove at once are refused: who wrote them would believe them kept. */
export function toTimeLimits({ ingest, retention }: Pick<DatastoreConfig, "ingest" | "retention">) {
  const ages = [ingest.max_age, retention.points].map(parseDurationMs).filter((ms) => ms > 0);
  return {
    maxFutureSkewMs: parseDurationMs(ingest.max_future_skew),
    maxAgeMs: ages.length === 0 ? 0 : Math.min(...ages),
  };
}

export const refusalIntervalMs = ({ access }: DatastoreConfig): number =>
  parseDurationMs(access.refusal_interval);
