import type { Clock } from "@signalbox/clock";
import { AppError } from "@signalbox/errors";

/** Requests a client holds at once, running or waiting for a socket, when `maxPending` is not given. */
export const DEFAULT_MAX_PENDING = 1000;

/** What the client shows and whom it trusts. All PEM text or bytes. */
export interface TlsIdentity {
  /** Certificate authorities to trust instead of the system's. */
  readonly ca?: string | Buffer | readonly (string | Buffer)[];
  /** Client certificate chain. */
  readonly cert?: string | Buffer;
  /** Private key of `cert`. */
  readonly key?: string | Buffer;
  /**
   * Default true. With false any certificate of the server is taken: the connection is encrypted, but nobody says to whom.
   * For servers with certificates of their own making.
   */
  readonly verifyServer?: boolean;
}

/** How often, and after which pause, a request that may be repeated is sent again. */
export interface RetryOptions {
  /** Sends in all, the first included; at least 1. */
  readonly attempts: number;
  /** Pause before the second attempt; it doubles with each further one. The real pause is 50 to 100 % of it. */
  readonly initialDelayMs: number;
  /** Longest pause before any attempt. */
  readonly maxDelayMs: number;
}

export interface HttpClientOptions {
  /** `http://` or `https://`, host, optional port, optional path. Credentials in it are sent as basic auth, never shown. */
  readonly baseUrl: string;
  /** Longest time to a connected socket (name look-up, TCP, TLS handshake). */
  readonly connectTimeoutMs: number;
  /** Longest time of one attempt, from the call to the last byte: waiting for a socket and connecting included. */
  readonly responseTimeoutMs: number;
  /** Connections open at once; further requests wait for one. */
  readonly maxSockets: number;
  /** Requests running or waiting at once; one more is refused with `too_many_requests`. Default 1000. */
  readonly maxPending?: number;
  /** Largest response body in bytes, counted after decompression. */
  readonly maxResponseBytes: number;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly tls?: TlsIdentity;
  /** Without it every request is sent once. */
  readonly retry?: RetryOptions;
  readonly clock: Clock;
  /** A number in [0, 1), for the jitter between attempts. */
  readonly random: () => number;
}

/** Throws AppError `invalid_argument` for a limit that would mean "none" or "never". */
export function checkLimits(options: HttpClientOptions): void {
  requirePositive("connectTimeoutMs", options.connectTimeoutMs);
  requirePositive("responseTimeoutMs", options.responseTimeoutMs);
  requirePositive("maxSockets", options.maxSockets);
  requirePositive("maxResponseBytes", options.maxResponseBytes);
  requirePositive("maxPending", options.maxPending ?? DEFAULT_MAX_PENDING);
  if (!options.retry) return;
  requirePositive("retry.attempts", options.retry.attempts);
  requirePositive("retry.initialDelayMs", options.retry.initialDelayMs);
  requirePositive("retry.maxDelayMs", options.retry.maxDelayMs);
}

function requirePositive(name: string, value: number): void {
  if (Number.isFinite(value) && value > 0) return;
  throw new AppError("invalid_argument", `${name} is ${value}, it must be above 0 and finite`);
}
