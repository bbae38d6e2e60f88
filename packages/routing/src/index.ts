export type { RoutingRequest } from "./request/routing-request.js";
export type { ContentRequest } from "./request/content-request.js";
export type { RequestContext } from "./request/request-context.js";
export {
  RequestReader,
  type RawRequest,
  type RequestReaderOptions,
  type RequestVerdict,
} from "./request/request-reader.js";
export { translateRequest, type RequestChanges } from "./request/translate-request.js";
export type { PairChange } from "./request/query.js";
export { readTarget, type Target, type TargetVerdict } from "./request/target.js";
export {
  resolveClient,
  type ClientEvidence,
  type ClientVerdict,
} from "./request/client-address.js";
export { HostOrigin, type HostAddress } from "./request/host-origin.js";
export type { ContentIdentifierRule } from "./request/identifiers.js";
export { maskToken } from "./request/mask-token.js";
export {
  SecurityToken,
  type SecurityTokenOptions,
  type TokenVerdict,
} from "./request/security-token.js";
export {
  Classification,
  type ClassificationDocument,
  type ClassificationVerdict,
  type SessionGroups,
} from "./classify/classification.js";
export type { ClassifiedRequest } from "./classify/subject.js";
export {
  noGeo,
  type GeoDatabase,
  type GeoLookup,
  type GeoNetwork,
  type GeoPlace,
} from "./classify/geo-lookup.js";
export { mmdbLookup, type MmdbLookupOptions } from "./classify/mmdb-lookup.js";
export { parseAddress, type IpAddress } from "./address/ip-address.js";
export { PrefixSet } from "./address/prefix-set.js";
export type { Problem } from "./address/problem.js";
export { Subnets, type SubnetsOptions } from "./address/subnets.js";
