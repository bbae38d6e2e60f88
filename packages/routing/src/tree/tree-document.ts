import type { HashAlgorithm, HostGroupType, MemberOrder } from "../rules/routing-document.js";

/**
 * A node of the low-level routing tree. With `host_id` it is a leaf, with `members` a group; both or neither is an
 * error. Source: reference cdn-router 3.4.
 */
export interface TreeNodeDocument {
  readonly id: string;
  readonly host_id?: string;
  readonly members?: readonly TreeNodeDocument[];
  /** Default sequential. */
  readonly member_order?: MemberOrder;
  /** A Lua function body. Default `return 1`. */
  readonly weight_function?: string;
  /** A constant instead of a function. */
  readonly weight?: number;
  readonly content_popularity_cutoff?: number;
  readonly spread_factor?: number;
  readonly hash_algorithm?: HashAlgorithm;
  /**
   * Extension: a second gate of a leaf, asked after the first. It stands for the weight function of a `rawHost` rule that
   * is reached by a condition or a weight of its own.
   */
  readonly host_weight_function?: string;
  /** Extension: what consistent hashing calls this member, when that is neither its host nor, for a group, its id. */
  readonly hash_name?: string;
  /**
   * Extension: the weight function sees the host of the group's first member as the selected one, because it is the other
   * half of a split's condition. Default false.
   */
  readonly sees_first_host?: boolean;
  /** Extension, sequential groups only: when no member whose weight is above 0 has a host, the others are tried in order. Default false. */
  readonly fallback?: boolean;
}

/** One CDN for each host group. Source: reference cdn-router 2.5. */
export interface CdnDocument {
  readonly id: string;
  readonly name: string;
  readonly type: HostGroupType;
  readonly http_port?: number;
  readonly https_port?: number;
  readonly headers_to_forward?: readonly string[];
  readonly allow_any_redirect_type?: boolean;
}

export interface CdnHostDocument {
  readonly id: string;
  readonly cdn_id: string;
  readonly hostname: string;
  readonly ipv6_address?: string;
  readonly health_checks?: readonly string[];
}

/** The low-level form of a whole routing configuration. Without `routing` no request gets a host. */
export interface LowLevelDocument {
  readonly routing?: TreeNodeDocument;
  readonly cdns: readonly CdnDocument[];
  readonly hosts: readonly CdnHostDocument[];
}
