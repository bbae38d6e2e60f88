export { generateKey, hashKey } from "./cache-key.js";
export {
  CacheManagerClient,
  type GetDataOptions,
  type GetDataReply,
  type RenewReply,
  type SetDataOptions,
  type SetDataReply,
} from "./cache-manager-client.js";
export {
  CacheManagerHelper,
  CacheManagerUtils,
  type CacheManagerHelperOptions,
  type Environment,
  type Fetcher,
} from "./cache-manager-utils.js";
export { CachedError, type ErrorRecord } from "./cached-error.js";
export type { ClientOptions, TlsOptions } from "./client-options.js";
export {
  AssumedOK,
  InvalidMetricName,
  InvalidMetricThreshold,
  ParamError,
  ParamErrorWithHelp,
  ResultError,
  StateManagerStoreError,
  TransportError,
} from "./errors.js";
export type { FetchOptions } from "./fetch-options.js";
