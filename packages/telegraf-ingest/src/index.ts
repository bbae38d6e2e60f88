export { addLines, countLines } from "./count-lines.js";
export { EXPOSITION_CONTENT_TYPE } from "./exposition/family.js";
export {
  LINE_RESULTS,
  type LineResult,
  type OwnMetrics,
  type RequestCount,
} from "./exposition/own-metrics.js";
export {
  renderMetrics,
  renderMetricsInSteps,
  type MetricsSource,
} from "./exposition/render-metrics.js";
export {
  compareInstants,
  instantFromMs,
  instantFromNs,
  instantToMs,
  instantToNs,
  secondsBetween,
  type Instant,
} from "./instant.js";
export { DEFAULT_JSON_LIMITS, type JsonLimits } from "./json/json-limits.js";
export type { JsonObject } from "./json/json-record.js";
export { SeriesCache } from "./json/series-cache.js";
export {
  readTelegrafJson,
  readTelegrafJsonText,
  type JsonOptions,
  type JsonReading,
  type RecordError,
} from "./json/telegraf-json.js";
export { formatPoint } from "./line/format-point.js";
export type { LineError, LineErrorReason } from "./line/line-error.js";
export { DEFAULT_LINE_LIMITS, type LineLimits } from "./line/line-limits.js";
export { LineParser, type LineParserOptions, type LineReport } from "./line/line-parser.js";
export { NameCache } from "./line/name-cache.js";
export type { Field, Point } from "./point.js";
export { readPrecision, type Precision } from "./precision.js";
export {
  replyToHealth,
  replyToPing,
  replyToReady,
  type ServiceState,
} from "./replies/health-reply.js";
export { replyToQuery } from "./replies/query-reply.js";
export { replyToRefusal, type Refusal } from "./replies/refusal-reply.js";
export { errorReply } from "./replies/reply.js";
export type { Protocol, Reply } from "./replies/reply.js";
export { replyToJson, replyToLines } from "./replies/write-reply.js";
export { createSeries, tagValue, type Series, type Tag } from "./series.js";
export type { Tree } from "./store/host-tree.js";
export type { BatchOutcome, SampleBatch, SampleResult } from "./store/sample-batch.js";
export {
  SampleStore,
  type HostSummary,
  type SampleStoreOptions,
  type StoredValue,
} from "./store/sample-store.js";
export { DEFAULT_STORE_LIMITS, type StoreLimits } from "./store/store-limits.js";
export type { ClockDifference, StoreObserver } from "./store/store-observer.js";
