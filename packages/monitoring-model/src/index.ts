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
export { referencesOf, type ObjectReference } from "./info/references.js";
export type { Field, Fields, Shape } from "./info/shape.js";
export type { AggregateStore, Opsconfig, OtherStore } from "./opsconfig/opsconfig.js";
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
