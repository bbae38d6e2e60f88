import { generateKey, hashKey } from "./cache-key.js";
import { CacheManagerClient, type SetDataReply } from "./cache-manager-client.js";
import { errorRecord, type ErrorRecord } from "./cached-error.js";
import { parseStored, readOrExplain, requireLockField, storedText } from "./cached-text.js";
import { positiveNumber, type ClientOptions } from "./client-options.js";
import { ResultError } from "./errors.js";
import { planFetch, requireFunction, requireKey, type FetchOptions } from "./fetch-options.js";
import { lenientJsonText } from "./json-text.js";
import { safeFetch } from "./safe-fetch.js";

/** A function that fetches data, and the arguments it is called with. */
export type Fetcher<A extends readonly unknown[], T> = (...args: A) => T | Promise<T>;

export type Environment = Readonly<Record<string, string | undefined>>;

export interface CacheManagerHelperOptions {
  /** Where the three variables are read from, at every call. Default: the process's environment. */
  readonly env?: () => Environment;
  /** Options of the client made from the variables. */
  readonly clientOptions?: ClientOptions;
}

const DEFAULT_TTL_S = 900;

/** Where the environment says the cache manager is. */
interface Place {
  readonly host: string | undefined;
  readonly port: string | undefined;
  readonly namespace: string | undefined;
}

/**
 * Gets data through the cache manager named by `OPSVIEW_CACHE_MANAGER_HOST`, `_PORT` and `_NAMESPACE`, with one shared
 * client made at first use; `close` ends it, but an idle client does not keep the process alive either.
 * Source: reference cache-manager 1.2 to 1.5.
 */
export class CacheManagerHelper {
  readonly #options: CacheManagerHelperOptions;
  #client: { readonly made: CacheManagerClient; readonly place: string } | undefined;

  constructor(options: CacheManagerHelperOptions = {}) {
    this.#options = options;
  }

  /**
   * The data under `key`; on a miss, what `func` returns, stored for all. A failure of `func` is stored too, for the whole
   * ttl, and returned as `{error: message}`: that is the original's behaviour, `fetch` has better ones. What is returned
   * has been through JSON.
   *
   * @param noCacheManager true calls `func` directly; its errors are then thrown.
   * @param key hashed before it is sent, also when it comes from `generateKey`.
   * @param ttl seconds; may be left out, then 900.
   * @throws ResultError `Cache manager host is required`, `Failed to connect to cache manager: …`,
   * `Failed to retrieve data from cache manager` or a refusal's text; ParamError for unusable arguments.
   */
  getViaCacheManager<A extends readonly unknown[], T>(
    noCacheManager: boolean,
    key: string,
    ttl: number,
    func: Fetcher<A, T>,
    ...args: A
  ): Promise<T | ErrorRecord>;
  getViaCacheManager<A extends readonly unknown[], T>(
    noCacheManager: boolean,
    key: string,
    func: Fetcher<A, T>,
    ...args: A
  ): Promise<T | ErrorRecord>;
  async getViaCacheManager(
    noCacheManager: boolean,
    key: string,
    ttlOrFunc: unknown,
    ...rest: unknown[]
  ): Promise<unknown> {
    const isShort = typeof ttlOrFunc === "function";
    const ttl = isShort ? DEFAULT_TTL_S : positiveNumber("ttl", ttlOrFunc);
    const [func, ...args] = isShort ? [ttlOrFunc, ...rest] : rest;
    requireFunction(func);
    requireKey(key);
    // Just checked; what it takes and returns is the caller's business, typed in the overloads above.
    const call = async (): Promise<unknown> => await (func as Fetcher<unknown[], unknown>)(...args);
    if (noCacheManager) return call();
    return this.#readOrFill(this.#sharedClient(), hashKey(key), ttl, call);
  }

  /**
   * The same with our safer options. Differences: the lock carries a fencing token and is given back when the data
   * cannot be stored; failures have their own `negativeTtl`; only values that survive JSON are accepted.
   *
   * @throws ParamError before any lock is asked for; ResultError as above unless `failOpen`; TypeError for a value that
   * is not JSON; the function's error with `raiseErrors` or `negativeTtl` 0.
   */
  fetch<A extends readonly unknown[], T>(
    options: FetchOptions & { readonly raiseErrors: true },
    func: Fetcher<A, T>,
    ...args: A
  ): Promise<T>;
  fetch<A extends readonly unknown[], T>(
    options: FetchOptions,
    func: Fetcher<A, T>,
    ...args: A
  ): Promise<T | ErrorRecord>;
  async fetch(
    options: FetchOptions,
    func: Fetcher<unknown[], unknown>,
    ...args: unknown[]
  ): Promise<unknown> {
    requireFunction(func);
    const plan = planFetch(options, Date.now());
    const call = (): unknown => func(...args);
    if (options.noCacheManager) return call();
    if (plan.failOpen && !this.#place().host) {
      plan.onFailOpen(new ResultError("Cache manager host is required"));
      return call();
    }
    const client = this.#sharedClient();
    return safeFetch({ client, plan, hashedKey: hashKey(plan.key), func: call });
  }

  /** Stores `value` as JSON under the hashed `key`, for everyone who asks by the same key. @param ttl default 900. */
  async setData(key: string, value: unknown, ttl: number = DEFAULT_TTL_S): Promise<SetDataReply> {
    const hashedKey = hashKey(requireKey(key));
    return this.#sharedClient().setData(hashedKey, lenientJsonText(value), ttl);
  }

  /** One key from several parts; see `generateKey`. */
  generateKey(...parts: readonly string[]): string {
    return generateKey(...parts);
  }

  /** Ends the shared client. A later call makes a new one. */
  close(): void {
    this.#client?.made.close();
    this.#client = undefined;
  }

  /** The documentation's spelling of `getViaCacheManager`. */
  get get_via_cachemanager(): CacheManagerHelper["getViaCacheManager"] {
    return this.getViaCacheManager.bind(this);
  }

  /** The documentation's spelling of `setData`. */
  set_data(key: string, value: unknown, ttl?: number): Promise<SetDataReply> {
    return this.setData(key, value, ttl);
  }

  /** The documentation's spelling of `generateKey`. */
  generate_key(...parts: readonly string[]): string {
    return generateKey(...parts);
  }

  async #readOrFill(
    client: CacheManagerClient,
    hashedKey: string,
    ttl: number,
    call: () => Promise<unknown>,
  ): Promise<unknown> {
    const reply = requireLockField(await readOrExplain(() => client.getData(hashedKey)));
    if (!reply.lock) return parseStored(storedText(reply));
    const result = await call().catch((reason: unknown) => errorRecord(reason, false));
    const text = lenientJsonText(result);
    await client.setData(hashedKey, text, ttl);
    return JSON.parse(text);
  }

  #place(): Place {
    // The one place in this package that looks at the process: plugins get their identity from the environment.
    const env = this.#options.env?.() ?? process.env;
    return {
      host: env["OPSVIEW_CACHE_MANAGER_HOST"],
      port: env["OPSVIEW_CACHE_MANAGER_PORT"],
      namespace: env["OPSVIEW_CACHE_MANAGER_NAMESPACE"],
    };
  }

  /** The client for where the environment points now: a long-running program may be given a fresh namespace token. */
  #sharedClient(): CacheManagerClient {
    const place = this.#place();
    if (!place.host) throw new ResultError("Cache manager host is required");
    const identity = JSON.stringify(place);
    if (this.#client?.place === identity) return this.#client.made;
    this.close();
    const { host, port, namespace } = place;
    const made = new CacheManagerClient(host, port, namespace, this.#options.clientOptions);
    this.#client = { made, place: identity };
    return made;
  }
}

/** The helper over the process's own environment, under the name the documentation uses. */
export const CacheManagerUtils = new CacheManagerHelper();
