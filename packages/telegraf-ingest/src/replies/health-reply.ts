import { headerText, jsonReply, type Reply, VERSION_HEADER } from "./reply.js";

const SECONDS_PER_MINUTE = 60;
const SECONDS_PER_HOUR = 3600;
const MS_PER_SECOND = 1000;

/** What the answers tell of the service. */
export interface ServiceState {
  /** The program's version. */
  readonly version: string;
  /** False while starting, draining or overloaded. */
  readonly isAccepting: boolean;
  /** Why not, one line. */
  readonly reason?: string;
  /** Milliseconds since the epoch at the start. */
  readonly startedWallMs: number;
  /** Milliseconds since then, by the monotonic clock. */
  readonly upMs: number;
}

/**
 * The answer to `GET` and `HEAD /ping`, which never needs credentials. Source: configuration-and-telegraf 3.6.
 *
 * @param verbose The query parameter of that name.
 */
export function replyToPing(state: ServiceState, verbose?: string | null): Reply {
  const headers = {
    ...VERSION_HEADER,
    "X-Influxdb-Build": headerText(`signalbox ${state.version}`),
  };
  const isVerbose = verbose !== undefined && !["", "0", "false", null].includes(verbose);
  if (isVerbose) return jsonReply(200, { version: "1.0" }, headers);
  return { status: 204, headers, body: "" };
}

/** The answer to `/health` and `/api/v2/health`. Source: configuration-and-telegraf 3.6. */
export function replyToHealth({ version, isAccepting, reason }: ServiceState): Reply {
  const name = "signalbox metrics ingest";
  if (isAccepting) {
    const message = "ready for queries and writes";
    return jsonReply(200, { name, message, status: "pass", checks: [], version });
  }
  const message = reason ?? "not accepting writes";
  return jsonReply(503, { name, message, status: "fail", checks: [], version });
}

/** Hours, minutes and seconds, as in `1h0m3s`. */
function formatUptime(upMs: number): string {
  const total = Math.floor(upMs / MS_PER_SECOND);
  const hours = Math.floor(total / SECONDS_PER_HOUR);
  const minutes = Math.floor((total % SECONDS_PER_HOUR) / SECONDS_PER_MINUTE);
  return `${hours}h${minutes}m${total % SECONDS_PER_MINUTE}s`;
}

/** The answer to `/ready` and `/api/v2/ready`. Source: configuration-and-telegraf 3.6. */
export function replyToReady({ isAccepting, reason, startedWallMs, upMs }: ServiceState): Reply {
  const started = new Date(startedWallMs).toISOString();
  const up = formatUptime(upMs);
  if (isAccepting) return jsonReply(200, { started, status: "ready", up });
  return jsonReply(
    503,
    { started, status: "not ready", message: reason ?? "not accepting writes", up },
    { "Retry-After": "2" },
  );
}
