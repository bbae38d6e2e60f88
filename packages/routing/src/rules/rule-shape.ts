import type { LuaBody } from "./lua-body.js";
import type { HashAlgorithm, MemberOrder } from "./routing-document.js";

/** What all ten rule types come down to: a group of members in some order, or one host. */
export type RuleShape = GroupRuleShape | HostRuleShape;

export interface GroupRuleShape {
  readonly kind: "group";
  readonly name: string;
  /** Where the rule stands: `rules[3]`. */
  readonly path: string;
  readonly order: MemberOrder;
  readonly members: readonly MemberShape[];
  readonly settings: GroupSettings;
}

export interface HostRuleShape {
  readonly kind: "host";
  readonly name: string;
  readonly path: string;
  readonly host: TargetReference;
  readonly own: LuaBody;
}

export interface GroupSettings {
  /** When nothing among the members whose gates passed has a host: try those whose gates did not. */
  readonly fallback: boolean;
  /** A content is popular when its rank, counted from 1, is at most this. */
  readonly cutoff: number;
  readonly spreadFactor: number;
  readonly hashAlgorithm: HashAlgorithm;
}

export const plainSettings: GroupSettings = {
  fallback: false,
  cutoff: 10,
  spreadFactor: 1,
  hashAlgorithm: "MD5",
};

/** A name that must be a rule or a host; empty for the target that always fails. */
export interface TargetReference {
  readonly name: string;
  readonly path: string;
}

export interface MemberShape {
  readonly target: TargetReference;
  readonly gate: GateShape;
}

/** Decides whether a member takes part, and with which weight. */
export interface GateShape {
  readonly body: LuaBody;
  /** The result itself is the weight. Otherwise the member weighs `weight` while the result is above 0. */
  readonly weighs: boolean;
  readonly weight: number;
  /** Takes part while the result is 0: the other half of a split, which shares the first member's condition. */
  readonly isOtherHalf: boolean;
  /** The condition is about the host of the group's first member, not about the member's own. */
  readonly seesFirstHost: boolean;
}

export function conditionGate(body: LuaBody, weight = 1): GateShape {
  return { body, weight, weighs: false, isOtherHalf: false, seesFirstHost: false };
}

export function weightGate(body: LuaBody): GateShape {
  return { body, weight: 1, weighs: true, isOtherHalf: false, seesFirstHost: false };
}
