import type { ContentRanking } from "../hash/content-ranking.js";
import type { HostGroup } from "../rules/read-hosts.js";
import type { MemberOrder } from "../rules/routing-document.js";
import type { AliasTable } from "./alias-table.js";

/** A Lua function body whose result is a weight. Bodies that are equal letter by letter share a gate. */
export interface Gate {
  readonly index: number;
  readonly lua: string;
  /** As the user wrote it. */
  readonly text: string;
}

export interface Host {
  readonly index: number;
  readonly name: string;
  readonly hostname: string;
  /** Empty when there is none. */
  readonly ipv6Address: string;
  readonly group: HostGroup;
  /** Gates that must all be above 0 for the host to take new clients. */
  readonly healthGates: readonly number[];
  /** One of its checks is a constant 0, such as `never()`. */
  readonly isNeverHealthy: boolean;
}

/** In place of a gate: the node has none. */
export const NO_GATE = -1;
/** In place of a leaf's own gate: it is constantly 0, so that not even a fallback gets in. */
export const NEVER = -2;
/** In place of a host: no host is selected where the gate is asked. */
export const NO_HOST = -1;

/** A place in the expanded tree, ready to be walked. */
export interface PlanNode {
  readonly index: number;
  /** Unique; what the low-level tree and a trace show. */
  readonly id: string;
  /** Position in `Plan.counters`: equal for all places of a shared rule. */
  readonly counter: number;
  readonly parent: PlanNode | undefined;
  readonly gate: number;
  /** The host the gate sees as the selected one. */
  readonly gateHost: number;
  /** The gate's result is the weight; otherwise the weight is `weight` while the result is above 0. */
  readonly weighs: boolean;
  /** Takes part while the gate is 0. */
  readonly isOtherHalf: boolean;
  readonly weight: number;
  /** A leaf's host, otherwise undefined. */
  readonly host: Host | undefined;
  /** A leaf's second gate, which it must pass itself; `NO_GATE` or `NEVER` when that is constant. */
  readonly ownGate: number;
  /** `host` for a leaf. */
  readonly order: MemberOrder | "host";
  readonly members: readonly PlanNode[];
  readonly fallback: boolean;
  readonly cutoff: number;
  readonly spreadFactor: number;
  /** Set for a random or weighted group while every weight is constant and gates only decide who takes part. */
  readonly draw: AliasTable | undefined;
  /** A random or weighted group whose constant weights are all 0: it fails whatever the gates say. */
  readonly isHopeless: boolean;
  /** Set for a consistent hashing group. */
  readonly ranking: ContentRanking | undefined;
}

/** A configuration compiled for walking. Never changes, but for the rankings it keeps. */
export interface Plan {
  readonly gates: readonly Gate[];
  readonly hosts: readonly Host[];
  readonly nodes: readonly PlanNode[];
  /** Undefined when there is no entrypoint. */
  readonly root: PlanNode | undefined;
  /** Ids under which visits are counted, without repeats. */
  readonly counters: readonly string[];
}
