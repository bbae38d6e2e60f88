import { ParamError } from "./errors.js";

const MS_PER_SECOND = 1000;
const MAX_TIMER_MS = 2 ** 31 - 1;

/** TLS settings, passed to `node:https` as they are. */
export interface TlsOptions {
  readonly ca?: string | Buffer | (string | Buffer)[] | undefined;
  readonly cert?: string | Buffer | undefined;
  readonly key?: string | Buffer | undefined;
  /** Default true. */
  readonly rejectUnauthorized?: boolean | undefined;
  readonly servername?: string | undefined;
}

/** Options of every client here. Times are seconds, as in the original; both spellings of a name are accepted. */
export interface ClientOptions extends TlsOptions {
  /** Connections, and so requests in flight. Default 1. */
  readonly concurrency?: number | undefined;
  /** Seconds until the connection, name lookup included, must stand. Default 30. */
  readonly connectionTimeout?: number | undefined;
  readonly connection_timeout?: number | undefined;
  /** Longest silence in seconds while sending or waiting for a reply. Default 30. */
  readonly networkTimeout?: number | undefined;
  readonly network_timeout?: number | undefined;
  /** Talk TLS. Default true when one of `ca`, `cert`, `key` is given, otherwise false. */
  readonly https?: boolean | undefined;
  /** Aborts every call of this client. */
  readonly signal?: AbortSignal | undefined;
  /** Largest reply read, in bytes. Default 256 MiB. */
  readonly maxReplyBytes?: number | undefined;
  /** Calls that may wait for a free connection. Default 1000. */
  readonly maxQueuedCalls?: number | undefined;
}

/** The same, filled in and in our units. */
export interface ResolvedClientOptions {
  readonly concurrency: number;
  readonly connectionTimeoutMs: number;
  readonly networkTimeoutMs: number;
  readonly tls: TlsOptions | undefined;
  readonly signal: AbortSignal | undefined;
  readonly maxReplyBytes: number;
  readonly maxQueuedCalls: number;
}

/** Seconds as whole milliseconds that a Node timer can hold: above about 24 days it would fire at once. */
export function timerMs(seconds: number): number {
  return Math.min(Math.ceil(seconds * MS_PER_SECOND), MAX_TIMER_MS);
}

/** `value` when it is a finite number above zero. @throws ParamError naming `name` otherwise. */
export function positiveNumber(name: string, value: unknown): number {
  if (typeof value === "number" && Number.isFinite(value) && value > 0) return value;
  throw new ParamError(`${name} must be a number above 0, got ${String(value)}`);
}

/** `value` when it is a finite number of at least zero. @throws ParamError naming `name` otherwise. */
export function nonNegativeNumber(name: string, value: unknown): number {
  if (typeof value === "number" && Number.isFinite(value) && value >= 0) return value;
  throw new ParamError(`${name} must be a number of at least 0, got ${String(value)}`);
}

function positiveInteger(name: string, value: unknown): number {
  if (Number.isSafeInteger(value)) return positiveNumber(name, value);
  throw new ParamError(`${name} must be a whole number above 0, got ${String(value)}`);
}

function tlsOf(options: ClientOptions): TlsOptions | undefined {
  const { ca, cert, key, rejectUnauthorized, servername } = options;
  const isTls = options.https ?? (ca ?? cert ?? key) !== undefined;
  return isTls ? { ca, cert, key, rejectUnauthorized, servername } : undefined;
}

/** Fills in the documented defaults. @throws ParamError when a number is out of range. */
export function resolveClientOptions(options: ClientOptions): ResolvedClientOptions {
  const connectionTimeout = options.connectionTimeout ?? options.connection_timeout ?? 30;
  const networkTimeout = options.networkTimeout ?? options.network_timeout ?? 30;
  return {
    concurrency: positiveInteger("concurrency", options.concurrency ?? 1),
    connectionTimeoutMs: timerMs(positiveNumber("connectionTimeout", connectionTimeout)),
    networkTimeoutMs: timerMs(positiveNumber("networkTimeout", networkTimeout)),
    tls: tlsOf(options),
    signal: options.signal,
    maxReplyBytes: positiveInteger("maxReplyBytes", options.maxReplyBytes ?? 256 * 1024 * 1024),
    maxQueuedCalls: positiveInteger("maxQueuedCalls", options.maxQueuedCalls ?? 1000),
  };
}

/** The original's constructor takes the three numbers one after the other; ours takes them in an object. Both work. */
export function fromPositional(
  concurrencyOrOptions: number | ClientOptions | undefined,
  connectionTimeout: number | undefined,
  networkTimeout: number | undefined,
): ClientOptions {
  if (typeof concurrencyOrOptions === "object") return concurrencyOrOptions;
  return { concurrency: concurrencyOrOptions, connectionTimeout, networkTimeout };
}
