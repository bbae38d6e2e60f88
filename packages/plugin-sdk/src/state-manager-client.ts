import { errorMessage } from "./cached-error.js";
import {
  fromPositional,
  positiveNumber,
  resolveClientOptions,
  type ClientOptions,
} from "./client-options.js";
import { ParamError, StateManagerStoreError, TransportError } from "./errors.js";
import type { HttpReply } from "./http-exchange.js";
import { JsonHttpClient } from "./json-http-client.js";
import { isSuccess, refusalText } from "./json-reply.js";

const NOT_FOUND = 404;

function requireString(name: string, value: unknown): void {
  if (typeof value !== "string")
    throw new TypeError(`${name} must be a string, not ${typeof value}`);
}

function dataOf(body: string): string {
  const parsed: unknown = JSON.parse(body);
  const data = typeof parsed === "object" && parsed && "data" in parsed ? parsed.data : undefined;
  if (typeof data === "string") return data;
  throw new Error("no data in it");
}

/**
 * Stores small texts that survive a restart: keys and data go out as given, nothing blocks, nothing is locked.
 * Every method throws StateManagerStoreError when the server cannot be reached, refuses or answers with nonsense, and
 * TypeError for a key or data that is not a string. Source: reference cache-manager 4.4.
 */
export class StateManagerClient {
  readonly #http: JsonHttpClient;
  readonly #namespace: string | null;

  /** The arguments are those of `CacheManagerClient`. */
  constructor(
    host: string,
    port: number | string | undefined,
    namespace: string | null | undefined,
    options?: ClientOptions | number,
    connectionTimeout?: number,
    networkTimeout?: number,
  ) {
    const given = fromPositional(options, connectionTimeout, networkTimeout);
    this.#http = new JsonHttpClient(host, port, resolveClientOptions(given));
    this.#namespace = namespace ?? null;
  }

  /**
   * @param ttl Seconds the data is valid.
   * @param timestamp Epoch seconds of the data, with fractions. Default (and for 0) now.
   */
  async storeData(key: string, data: string, ttl: number, timestamp?: number): Promise<void> {
    requireString("key", key);
    requireString("data", data);
    const reply = await this.#post("/store_data", {
      ...{ namespace: this.#namespace, key, data },
      ttl: positiveNumber("ttl", ttl),
      timestamp: timestamp || Date.now() / 1000,
    });
    if (!isSuccess(reply)) throw new StateManagerStoreError(refusalText(reply));
  }

  /** The data under `key`, or null when there is none. */
  async fetchData(key: string): Promise<string | null> {
    requireString("key", key);
    const reply = await this.#post("/fetch_data", { namespace: this.#namespace, key });
    if (reply.statusCode === NOT_FOUND) return null;
    if (!isSuccess(reply)) throw new StateManagerStoreError(refusalText(reply));
    try {
      return dataOf(reply.body);
    } catch (cause) {
      const shown = `(${errorMessage(cause)}) - ${reply.body.slice(0, 100)}`;
      throw new StateManagerStoreError(`Unable to process response ${shown}`, { cause });
    }
  }

  /** Ends every connection. Calls made afterwards fail. */
  close(): void {
    this.#http.close();
  }

  /** The documentation's spelling of `storeData`. */
  store_data(key: string, data: string, ttl: number, timestamp?: number): Promise<void> {
    return this.storeData(key, data, ttl, timestamp);
  }

  /** The documentation's spelling of `fetchData`. */
  fetch_data(key: string): Promise<string | null> {
    return this.fetchData(key);
  }

  async #post(path: string, fields: object): Promise<HttpReply> {
    try {
      return await this.#http.post(path, fields);
    } catch (cause) {
      if (cause instanceof ParamError) throw cause;
      const reason = errorMessage(cause);
      const isTransport = cause instanceof TransportError;
      const message = isTransport ? `Failed to connect to state manager: ${reason}` : reason;
      throw new StateManagerStoreError(message, { cause });
    }
  }
}
