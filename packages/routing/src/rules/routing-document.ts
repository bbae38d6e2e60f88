/**
 * The part of `services.routing` that says where clients go: host groups, rules and the entrypoint, as people write it.
 * Every field but `type` may be missing and has the default of the reference. Source: reference cdn-router 2.1, 2.2, 3.2.
 */
export interface RoutingDocument {
  readonly hostGroups?: readonly HostGroupDocument[];
  readonly rules?: readonly RuleDocument[];
  /** Name of the rule or host every walk starts from. Empty: nobody is routed. */
  readonly entrypoint?: string;
}

export type HostGroupType = "host" | "redirecting" | "dns";

export interface HostGroupDocument {
  readonly name?: string;
  readonly type: HostGroupType;
  /** Default 80. */
  readonly httpPort?: number;
  /** Default 443. */
  readonly httpsPort?: number;
  readonly headersToForward?: readonly string[];
  /** Default false. */
  readonly allowAnyRedirectType?: boolean;
  readonly hosts?: readonly HostDocument[];
}

/** The four spellings of the health checks mean the same; the first one that is not empty is taken. Default `always()`. */
export interface HostDocument {
  readonly name?: string;
  readonly hostname?: string;
  readonly ipv6_address?: string;
  readonly healthChecks?: readonly string[] | string;
  readonly healthCheck?: readonly string[] | string;
  readonly health_checks?: readonly string[] | string;
  readonly health_check?: readonly string[] | string;
}

/** The name of a rule or a host, bare or wrapped. An empty name is a target that always fails. */
export type TargetDocument = string | { readonly target?: string };

export const memberOrders = [
  "sequential",
  "weighted",
  "random",
  "content_popularity",
  "consistent_hashing",
] as const;
export type MemberOrder = (typeof memberOrders)[number];

export const hashAlgorithms = ["MD5", "SDBM", "Murmur"] as const;
export type HashAlgorithm = (typeof hashAlgorithms)[number];

interface Named {
  readonly name?: string;
}

export interface AllowRule extends Named {
  readonly type: "allow";
  readonly condition?: string;
  readonly onMatch?: TargetDocument;
}

export interface DenyRule extends Named {
  readonly type: "deny";
  readonly condition?: string;
  readonly onMiss?: TargetDocument;
}

export interface SplitRule extends Named {
  readonly type: "split";
  readonly condition?: string;
  readonly onMatch?: TargetDocument;
  readonly onMiss?: TargetDocument;
  /** Extension, default false: when the side the condition chose has no host, try the other one. */
  readonly fallback?: boolean;
}

export interface FirstMatchRule extends Named {
  readonly type: "firstMatch";
  readonly targets?: readonly FirstMatchTarget[];
}
export type FirstMatchTarget =
  | string
  | {
      readonly onMatch?: TargetDocument;
      readonly target?: string;
      readonly condition?: string;
    };

export interface RandomRule extends Named {
  readonly type: "random";
  readonly targets?: readonly TargetDocument[];
}

export interface WeightedRule extends Named {
  readonly type: "weighted";
  readonly targets?: readonly WeightedTarget[];
}
export type WeightedTarget =
  | string
  | {
      readonly target?: TargetDocument;
      /** Default 100. A text is a number or a Lua expression. */
      readonly weight?: number | string;
      readonly condition?: string;
    };

/** What a `content_popularity` and a `consistent_hashing` group need to know. */
export interface OrderSettings {
  /** Default 10: the ten most requested contents are popular. `popularityThreshold` is its older name. */
  readonly contentPopularityCutoff?: number;
  readonly popularityThreshold?: number;
  /** Default 1, at most 64: how many targets share a content. */
  readonly spreadFactor?: number;
  /** Default MD5. */
  readonly hashAlgorithm?: HashAlgorithm;
}

export interface ContentPopularityRule extends Named, OrderSettings {
  readonly type: "contentPopularity";
  readonly onPopular?: TargetDocument;
  readonly onUnpopular?: TargetDocument;
}

export interface ConsistentHashingRule extends Named, OrderSettings {
  readonly type: "consistentHashing";
  readonly targets?: readonly HashingTarget[];
}
export type HashingTarget =
  string | { readonly target?: TargetDocument; /** Default true. */ readonly enabled?: boolean };

export interface RawGroupRule extends Named, OrderSettings {
  readonly type: "rawGroup";
  /** Default sequential. */
  readonly memberOrder?: MemberOrder;
  readonly members?: readonly RawGroupMember[];
}
export type RawGroupMember =
  | string
  | {
      readonly target?: TargetDocument;
      /** A Lua function body, default `return 1`. */
      readonly weightFunction?: string;
    };

export interface RawHostRule extends Named {
  readonly type: "rawHost";
  readonly hostId?: TargetDocument;
  /** A Lua function body, default `return 1`. */
  readonly weightFunction?: string;
}

export type RuleDocument =
  | AllowRule
  | DenyRule
  | SplitRule
  | FirstMatchRule
  | RandomRule
  | WeightedRule
  | ContentPopularityRule
  | ConsistentHashingRule
  | RawGroupRule
  | RawHostRule;
