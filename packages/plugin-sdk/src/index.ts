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
  type Fetcher,
} from "./cache-manager-utils.js";
export { CachedError, type ErrorRecord } from "./cached-error.js";
export { Check, type CheckOptions } from "./check.js";
export type { ClientOptions, TlsOptions } from "./client-options.js";
export { formatFixed } from "./decimal-format.js";
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
export { Metric, type ExitCode, type MetricOptions, type Threshold } from "./metric.js";
export { isAlert, parseThreshold, type ThresholdRange } from "./metric-threshold.js";
export { convertValue, formatDuration, type Converted } from "./metric-units.js";
export { Parser, type ParsedArguments, type ParserOptions } from "./parser.js";
export type { ArgumentSettings, ArgumentValue } from "./parser-options.js";
export type { Environment } from "./shared-client.js";
export { StateManagerClient } from "./state-manager-client.js";
export {
  StateManagerHelper,
  StateManagerUtils,
  type StateManagerHelperOptions,
} from "./state-manager-utils.js";
