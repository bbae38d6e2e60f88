import { generateKey, hashKey } from "./cache-key.js";
import { CacheManagerClient, type SetDataReply } from "./cache-manager-client.js";
import { errorRecord, type ErrorRecord } from "./cached-error.js";
import { parseStored, readOrExplain, requireLockField, storedText } from "./cached-text.js";
import { positiveNumber, type ClientOptions } from "./client-options.js";
import { ResultError } from "./errors.js";
import { planFetch, requireFunction, requireKey, type FetchOptions } from "./fetch-options.js";
import { lenientJsonText } from "./json-text.js";
import { safeFetch } from "./safe-fetch.js";
import { SharedClient, type Environment } from "./shared-client.js";

/** A function that fetches data, and the arguments it is called with. */
export type Fetcher<A extends readonly unknown[], T> = (...args: A) => T | Promise<T>;

export interface CacheManagerHelperOptions {
  /** Where the three variables are read from, at every call. Default: the process's environment. */
  readonly env?: () => Environment;
  /** Options of the client made from the variables. */
  readonly clientOptions?: ClientOptions;
}

const DEFAULT_TTL_S = 900;
const HOST_REQUIRED = "Cache manager host is required";

/**
 * Gets data through the cache manager named by `OPSVIEW_CACHE_MANAGER_HOST`, `_PORT` and `_NAMESPACE`, with one shared
 * client made at first use; `close` ends it, but an idle client does not keep the process alive either.
 * Source: reference cache-manager 1.2 to 1.5.
 */
export class CacheManagerHelper {
  readonly #shared: SharedClient<CacheManagerClient>;

  constructor(options: CacheManagerHelperOptions = {}) {
    this.#shared = new SharedClient({
      prefix: "OPSVIEW_CACHE_MANAGER_",
      env: options.env,
      create: ({ host, port, namespace }) =>
        new CacheManagerClient(host, port, namespace, options.clientOptions),
      hostMissing: () => new ResultError(HOST_REQUIRED),
    });
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
    return this.#readOrFill(this.#shared.get(), hashKey(key), ttl, call);
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
    if (plan.failOpen && !this.#shared.hasPlace()) {
      plan.onFailOpen(new ResultError(HOST_REQUIRED));
      return call();
    }
    const client = this.#shared.get();
    return safeFetch({ client, plan, hashedKey: hashKey(plan.key), func: call });
  }

  /** Stores `value` as JSON under the hashed `key`, for everyone who asks by the same key. @param ttl default 900. */
  async setData(key: string, value: unknown, ttl: number = DEFAULT_TTL_S): Promise<SetDataReply> {
    const hashedKey = hashKey(requireKey(key));
    return this.#shared.get().setData(hashedKey, lenientJsonText(value), ttl);
  }

  /** One key from several parts; see `generateKey`. */
  generateKey(...parts: readonly string[]): string {
    return generateKey(...parts);
  }

  /** Ends the shared clients. A later call makes a new one. */
  close(): void {
    this.#shared.close();
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
}

/** The helper over the process's own environment, under the name the documentation uses. */
export const CacheManagerUtils = new CacheManagerHelper();
