import type { Protocol } from "@signalbox/telegraf-ingest";

/** Who is answered: InfluxDB 1.x, InfluxDB 2.x, JSON on the ingest port, JSON on the REST port. A label of metrics. */
export const INGEST_PROTOCOLS = ["v1", "v2", "json", "rest"] as const;
export type IngestProtocol = (typeof INGEST_PROTOCOLS)[number];

/** One write, whichever way it came. */
export interface IngestRequest {
  readonly protocol: IngestProtocol;
  /** The query string, without `?`. */
  readonly query: string;
  /** The body, inflated. It is not kept after the answer. */
  readonly body: Buffer;
  /** Address of the sender, for the log. */
  readonly peer: string;
  /** Whether the sender still waits for the answer. */
  isWanted(): boolean;
}

/** The form of answer the domain library knows for a protocol. */
export function replyForm(protocol: IngestProtocol): Protocol {
  return protocol === "rest" ? "json" : protocol;
}

/** Its clients throw data away on a 4xx and take nothing but 204 for success. */
export function isInflux(protocol: IngestProtocol): protocol is "v1" | "v2" {
  return protocol === "v1" || protocol === "v2";
}
