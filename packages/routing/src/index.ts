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
export type {
  AllowRule,
  ConsistentHashingRule,
  ContentPopularityRule,
  DenyRule,
  FirstMatchRule,
  HashAlgorithm,
  HostDocument,
  HostGroupDocument,
  HostGroupType,
  MemberOrder,
  RandomRule,
  RawGroupRule,
  RawHostRule,
  RoutingDocument,
  RuleDocument,
  SplitRule,
  TargetDocument,
  WeightedRule,
} from "./rules/routing-document.js";
export { hashAlgorithms, memberOrders } from "./rules/routing-document.js";
export { MAX_DEPTH, MAX_NODES } from "./rules/check-structure.js";
export { MAX_HASHING_TARGETS } from "./rules/group-settings.js";
export type { HostGroup } from "./rules/read-hosts.js";
export type {
  CdnDocument,
  CdnHostDocument,
  LowLevelDocument,
  TreeNodeDocument,
} from "./tree/tree-document.js";
export {
  compileLowLevel,
  compileLowLevelInSteps,
  compileRouting,
  compileRoutingInSteps,
  type Compiled,
  type CompileOptions,
} from "./tree/compile.js";
export {
  NEVER,
  NO_GATE,
  NO_HOST,
  type Gate,
  type Host,
  type Plan,
  type PlanNode,
} from "./tree/plan.js";
export { decide, type DecideOptions, type PopularityView } from "./decide/decide.js";
export {
  PENDING,
  type Decision,
  type EvaluateGate,
  type GateCall,
  type HostDecision,
  type NoDecision,
  type PendingDecision,
} from "./decide/decision.js";
export { seededDraws, type RequestDraws } from "./decide/seeded-draws.js";
export { gatesHealth } from "./decide/gates-health.js";
export type { WalkObserver, WalkOutcome } from "./decide/walk-observer.js";
export type { GateText, HostHealth, TraceStep } from "./decide/decision-trace.js";
export { explainDecision, type Explanation } from "./decide/explain-decision.js";
export { VisitCounts } from "./decide/visit-counts.js";
export { nodeVisits, visitGraph, visitGraphMl, type VisitGraph } from "./decide/visit-graph.js";
export { ContentPopularity } from "./popularity/content-popularity.js";
export {
  checkPopularitySettings,
  defaultPopularitySettings,
  type PopularitySettings,
} from "./popularity/popularity-settings.js";
