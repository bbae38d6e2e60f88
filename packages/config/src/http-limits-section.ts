import type { Static, TUnsafe } from "typebox";
import { parseBytes } from "./bytes.js";
import { parseDurationMs } from "./duration.js";
import { bytes, duration, integer, section } from "./settings.js";

const COUNT = { min: 1, max: 10_000_000 };

/** Settings of the section that a service declares itself. */
export interface HttpLimitsOwn {
  readonly keepAliveTimeout?: TUnsafe<string | number>;
}

/**
 * The bounds of a service's HTTP endpoints, as a section `limits`.
 *
 * @param own settings whose default or meaning is the service's own
 */
export function httpLimitsSection(own: HttpLimitsOwn = {}) {
  return section(
    {
      headers_timeout: duration("10s", "Time a client has to send a request's headers."),
      body_timeout: duration("30s", "Time it has to send the body, and to take a reply."),
      max_header_size: bytes("16KB", "Request line and headers together."),
      max_headers: integer(100, { min: 1, max: 2000 }, "Header fields of a request."),
      max_connections: integer(10_000, COUNT, "Connections open at once, on each endpoint."),
      max_receiving_size: bytes(
        "128MB",
        "Requests that have arrived in part, together, on each endpoint. Above: 503; one alone may be larger.",
      ),
      max_unsent_size: bytes(
        "128MB",
        "Large replies that clients have not taken, together, on each endpoint; a value sent to many waiters counts once. Above: 503 in place of the reply; one alone may be larger.",
      ),
      keep_alive_timeout:
        own.keepAliveTimeout ?? duration("150s", "Time a connection may stay idle."),
      sweep_interval: duration("1s", "How often these deadlines are looked at."),
      drain_timeout: duration("10s", "Time open requests have to end when the service stops."),
    },
    "Bounds on connections and requests.",
  );
}

/** The section's values in numbers; the names are those of http-server's limits, but for the body, which is each service's own. */
export function toHttpLimits(limits: Static<ReturnType<typeof httpLimitsSection>>) {
  return {
    headersTimeoutMs: parseDurationMs(limits.headers_timeout),
    bodyTimeoutMs: parseDurationMs(limits.body_timeout),
    maxHeaderBytes: parseBytes(limits.max_header_size),
    maxHeaders: limits.max_headers,
    maxReceivingBytes: parseBytes(limits.max_receiving_size),
    maxUnsentBytes: parseBytes(limits.max_unsent_size),
    maxConnections: limits.max_connections,
    keepAliveTimeoutMs: parseDurationMs(limits.keep_alive_timeout),
    sweepMs: parseDurationMs(limits.sweep_interval),
    drainMs: parseDurationMs(limits.drain_timeout),
  };
}
