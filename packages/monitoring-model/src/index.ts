export { EventCatalogue, UNKNOWN_UNITS, unitsOf } from "./events/event-catalogue.js";
export { eventKinds, type EventKind, type ValueKind } from "./events/event-kinds.js";
export { EVENT_PREFIX, eventOfMetric, metricOf, prometheusName } from "./events/event-name.js";
export {
  declarations,
  type AggregateInfo,
  type AuthorityInfo,
  type ExperimentGroupInfo,
  type ExperimentInfo,
  type ExternalCheckInfo,
  type InfoFields,
  type InfoObject,
  type InfoReading,
  type InterfaceInfo,
  type InterfaceVlanInfo,
  type LinkInfo,
  type NodeInfo,
  type OpsconfigInfo,
  type SliceInfo,
  type SliverInfo,
  type UserInfo,
} from "./info/declarations.js";
export { readHref, type HrefTarget } from "./info/href-target.js";
export { errorReply, infoError, type ErrorReply } from "./info/info-error.js";
export { infoReply } from "./info/info-reply.js";
export { infoTypes, isInfoType, type InfoType } from "./info/info-type.js";
export { personalFields, withoutPersonalData } from "./info/personal-fields.js";
export type {
  FoundInfo,
  InfoFound,
  InfoNote,
  InfoReadLimits,
  InfoReadOptions,
  InfoReadResult,
} from "./info/read/info-result.js";
export { isErrorReply, readInfoReply } from "./info/read/read-info-reply.js";
export { DEFAULT_INFO_READ_LIMITS } from "./info/read/reply-size.js";
export { referencesOf, type ObjectReference } from "./info/references.js";
export type { Field, Fields, Shape } from "./info/shape.js";
export type { AggregateStore, Opsconfig, OtherStore } from "./opsconfig/opsconfig.js";
export { opsconfigReply, type OpsconfigTables } from "./opsconfig/opsconfig-reply.js";
export {
  readOpsconfig,
  type FoundOpsconfig,
  type OpsconfigReadResult,
  type SkippedEntry,
} from "./opsconfig/read-opsconfig.js";
export {
  InfoValidator,
  type InfoProblem,
  type InfoValidatorOptions,
} from "./schema/info-validator.js";
export { schemaFor, type JsonSchema } from "./schema/schema-for.js";
export {
  readSchemaUrl,
  schemaUrl,
  type SchemaName,
  type SchemaReference,
} from "./schema/schema-url.js";
export { dataItem, type DataItemHead, type DataPoint } from "./query/data-item.js";
export {
  AGGREGATIONS,
  MAX_TIME_US,
  MIN_TIME_US,
  type DataAggregation,
  type DataQuery,
  type DataQueryError,
  type DataQueryErrorCode,
  type DataQueryOptions,
  type DataQueryReading,
  type DataRequest,
  type DataRequestReading,
  type EmptyQuery,
} from "./query/data-query.js";
export {
  DEFAULT_DATA_REPLY_LIMITS,
  type DataItems,
  type DataProblem,
  type DataReply,
  type DataReplyLimits,
  type DataSeries,
} from "./query/data-reply.js";
export { dataQueryError, MAX_ECHO_CHARS } from "./query/query-error.js";
export { DEFAULT_DATA_QUERY_LIMITS, type DataQueryLimits } from "./query/query-limits.js";
export { readDataQuery } from "./query/read-data-query.js";
export { readDataReply, readDataReplyInSteps } from "./query/read-data-reply.js";
export { readDataRequest } from "./query/read-data-request.js";
export { splitDataQuery, type DataUrl, type SplitOptions } from "./query/split-data-query.js";
export { writeDataQuery, writeDataRequest } from "./query/write-data-query.js";
export {
  DEFAULT_ALT_NAME_LIMITS,
  isUrnOfHolder,
  readSubjectAltName,
  urnsOf,
  type AltName,
  type AltNameLimits,
} from "./urn/subject-alt-name.js";
export { transcribe, untranscribe } from "./urn/transcription.js";
export {
  createUrn,
  formatUrn,
  normalizeUrn,
  parseUrn,
  readUrn,
  URN_PREFIX,
  type Urn,
  type UrnReading,
} from "./urn/urn.js";
export { ACCESS_SCOPES, isAccessScope, type AccessScope } from "./whitelist/access-scope.js";
export {
  DEFAULT_WHITELIST_LIMITS,
  readWhitelist,
  type WhitelistLimits,
} from "./whitelist/read-whitelist.js";
export { Whitelist, type WhitelistEntry } from "./whitelist/whitelist.js";
export { writeWhitelist } from "./whitelist/write-whitelist.js";
