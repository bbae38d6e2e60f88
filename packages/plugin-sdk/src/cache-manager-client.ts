import type { Slot } from "./connection-slots.js";
import { JsonHttpClient, type ReplyOnSlot } from "./json-http-client.js";
import { parseReply } from "./json-reply.js";
import {
  fromPositional,
  nonNegativeNumber,
  positiveNumber,
  resolveClientOptions,
  type ClientOptions,
} from "./client-options.js";
import { ParamError } from "./errors.js";

/** What `/get_data` answers; returned as it came, so a server may add fields. */
export interface GetDataReply {
  /** The stored text (a JSON text when it was stored through the helpers), or null. */
  readonly data: string | null;
  /** Truthy: the caller must fill the key. */
  readonly lock: boolean | string | null;
  /** Epoch second at which the entry dies; 0 without data. */
  readonly expiry?: number;
  /** True when `data` is past its time to live and served while somebody refreshes it. */
  readonly stale?: boolean;
  /** True when `data` is the record of a failure. */
  readonly error?: boolean;
  /** Fencing token of the granted lock; only when it was asked for. */
  readonly lock_token?: string;
  /** Seconds until the granted lock passes on. */
  readonly lease?: number;
  readonly [field: string]: unknown;
}

export interface GetDataOptions {
  /** Seconds to wait for data or for the lock; 0 reads without either. Default 30. */
  readonly maxWaitTime?: number | undefined;
  readonly max_wait_time?: number | undefined;
  /** Ask for a fencing token with the lock. Default false. */
  readonly lockToken?: boolean | undefined;
  /** The lock shall outlive this connection. Our server only. Default false. */
  readonly detached?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface SetDataOptions {
  /** Seconds the data is valid. Default 900. */
  readonly ttl?: number | undefined;
  /** The token the lock came with: a set whose lock has passed on is then not stored. */
  readonly lockToken?: string | undefined;
  /** Seconds past the ttl during which the data may still be served while it is refreshed. */
  readonly staleTtl?: number | undefined;
  /** Seconds before the end of the ttl from which on one caller at a time is asked to refresh. Our server only. */
  readonly refreshAhead?: number | undefined;
  /** Marks the data as the record of a failure. */
  readonly error?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** `"ok"` from any server, `{stored}` from ours when the set carried a lock token. */
export type SetDataReply = "ok" | { readonly stored: boolean };

export interface RenewReply {
  readonly renewed: boolean;
  /** Seconds until the lock passes on. */
  readonly lease?: number;
}

const DEFAULT_WAIT_S = 30;
const DEFAULT_TTL_S = 900;
/** Locks whose connection is remembered; the oldest is forgotten first, which costs nothing but the preference. */
const MAX_REMEMBERED_LOCKS = 1024;

function requireText(name: string, value: unknown): void {
  if (typeof value === "string") return;
  throw new ParamError(`${name} must be a string, got ${value === null ? "null" : typeof value}`);
}

function optionalSeconds(field: string, value: number | undefined): Record<string, number> {
  return value === undefined ? {} : { [field]: nonNegativeNumber(field, value) };
}

/**
 * Talks to a cache manager: `/get_data`, `/set_data`, `/status`, and what our server adds. Keys and data go out as given.
 * Every method throws ResultError when the server refuses, TransportError when it cannot be reached in time, ParamError
 * for unusable arguments. Idle connections do not keep the process alive. Source: reference cache-manager 1.
 */
export class CacheManagerClient {
  readonly #http: JsonHttpClient;
  readonly #namespace: string | null;
  readonly #lockSlots = new Map<string, Slot>();

  /**
   * @param port Default 80, or 443 with TLS, as the original's library does.
   * @param namespace The token of the plugin, sent as it is.
   * @param options Options, or the original's positional form: concurrency, connection_timeout, network_timeout.
   */
  constructor(
    host: string,
    port: number | string | undefined,
    namespace: string | null | undefined,
    options?: ClientOptions | number,
    connectionTimeout?: number,
    networkTimeout?: number,
  ) {
    const resolved = resolveClientOptions(
      fromPositional(options, connectionTimeout, networkTimeout),
    );
    this.#http = new JsonHttpClient(host, port, resolved);
    this.#namespace = namespace ?? null;
  }

  /** Reads `key`; on a miss waits for its data or for the lock to fill it. */
  async getData(key: string, options: GetDataOptions | number = {}): Promise<GetDataReply> {
    requireText("key", key);
    const given = typeof options === "number" ? { maxWaitTime: options } : options;
    const wait = given.maxWaitTime ?? given.max_wait_time ?? DEFAULT_WAIT_S;
    const reply = await this.#post("/get_data", key, given.signal, {
      max_wait_time: nonNegativeNumber("max_wait_time", wait),
      ...(given.lockToken ? { lock_token: true } : {}),
      ...(given.detached ? { detached: true } : {}),
    });
    // The reply is handed on unchecked, as the original does: the helpers check what they use.
    const answer = parseReply(reply) as GetDataReply;
    this.#rememberLock(key, answer, reply.slot);
    return answer;
  }

  /** Stores `data`, wakes everyone who waits for `key` and ends its lock. */
  async setData(
    key: string,
    data: string,
    options: SetDataOptions | number = {},
  ): Promise<SetDataReply> {
    requireText("key", key);
    requireText("data", data);
    const given = typeof options === "number" ? { ttl: options } : options;
    const reply = await this.#post("/set_data", key, given.signal, {
      data,
      ttl: positiveNumber("ttl", given.ttl ?? DEFAULT_TTL_S),
      ...(given.lockToken === undefined ? {} : { lock_token: given.lockToken }),
      ...optionalSeconds("stale_ttl", given.staleTtl),
      ...optionalSeconds("refresh_ahead", given.refreshAhead),
      ...(given.error ? { error: true } : {}),
    });
    this.#lockSlots.delete(key);
    // Any JSON is an acceptable answer to a set; the two known forms are what callers look at.
    return parseReply(reply) as SetDataReply;
  }

  /** Removes `key`. Our server only. */
  async deleteData(key: string): Promise<{ readonly deleted: boolean }> {
    const reply = await this.#post("/delete_data", key, undefined, {});
    // Our own server's documented reply.
    return parseReply(reply) as { deleted: boolean };
  }

  /** Gives the lock back unfilled: the next waiter gets it at once. Our server only. */
  async releaseLock(key: string, lockToken: string): Promise<{ readonly released: boolean }> {
    const reply = await this.#post("/release_lock", key, undefined, { lock_token: lockToken });
    this.#lockSlots.delete(key);
    // Our own server's documented reply.
    return parseReply(reply) as { released: boolean };
  }

  /** Starts the lock's lease anew. Our server only. */
  async renewLock(key: string, lockToken: string): Promise<RenewReply> {
    const reply = await this.#post("/renew_lock", key, undefined, { lock_token: lockToken });
    // Our own server's documented reply.
    return parseReply(reply) as RenewReply;
  }

  /** The server's status object. */
  async status(): Promise<unknown> {
    return parseReply(await this.#http.get("/status"));
  }

  /** Ends every connection. Calls made afterwards fail. */
  close(): void {
    this.#http.close();
  }

  /** The documentation's spelling of `getData`. */
  get_data(key: string, options?: GetDataOptions | number): Promise<GetDataReply> {
    return this.getData(key, options);
  }

  /** The documentation's spelling of `setData`. */
  set_data(key: string, data: string, options?: SetDataOptions | number): Promise<SetDataReply> {
    return this.setData(key, data, options);
  }

  async #post(
    path: string,
    key: string,
    signal: AbortSignal | undefined,
    fields: object,
  ): Promise<ReplyOnSlot> {
    const body = { namespace: this.#namespace, key, ...fields };
    return this.#http.post(path, body, { signal, preferred: this.#lockSlots.get(key) });
  }

  #rememberLock(key: string, answer: GetDataReply | null, slot: Slot): void {
    if (!answer?.lock) return;
    const oldest = this.#lockSlots.keys().next();
    if (this.#lockSlots.size >= MAX_REMEMBERED_LOCKS && !oldest.done) {
      this.#lockSlots.delete(oldest.value);
    }
    this.#lockSlots.set(key, slot);
  }
}
