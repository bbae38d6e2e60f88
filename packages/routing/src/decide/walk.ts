import type { RoutingRequest } from "../request/routing-request.js";
import { NEVER, NO_GATE, type Host, type PlanNode } from "../tree/plan.js";
import type { DecideOptions } from "./decide.js";
import { PENDING, type GateCall } from "./decision.js";
import { gatesHealth } from "./gates-health.js";
import { PendingCalls } from "./pending-calls.js";
import { IS_PENDING, type GroupWalk, type Visit } from "./visit.js";
import { visitDrawn } from "./visit-drawn.js";
import { visitHashed } from "./visit-hashed.js";

/** One walk through a plan. Everything that changes during a decision is in here. */
export class Walk implements GroupWalk {
  #draws = 0;
  /** A healthy host ends the walk, so only the others need remembering. */
  #unhealthy: Set<Host> | undefined;
  #pending: PendingCalls | undefined;

  constructor(
    readonly request: Pick<RoutingRequest, "contentKey">,
    readonly options: DecideOptions,
  ) {}

  start(root: PlanNode): Visit {
    const weight = this.weigh(root);
    if (weight === PENDING) return this.suspend([root]);
    return weight > 0 ? this.enter(root) : undefined;
  }

  calls(): readonly GateCall[] {
    return this.#pending?.list() ?? [];
  }

  random(): number {
    return this.options.random(this.#draws++);
  }

  weigh(node: PlanNode): number {
    const weight = this.#weightOf(node);
    this.options.trace?.weighed(node, weight);
    return weight;
  }

  #weightOf(node: PlanNode): number {
    if (node.gate === NO_GATE) return node.weight;
    const result = this.options.evaluate(node.gate, node.gateHost);
    if (result === PENDING || node.weighs) return result;
    return result > 0 !== node.isOtherHalf ? node.weight : 0;
  }

  enter(node: PlanNode): Visit {
    const { trace } = this.options;
    if (trace === undefined) return this.#visit(node);
    trace.entered(node);
    const result = this.#visit(node);
    const outcome = result === IS_PENDING ? "pending" : result === undefined ? "failed" : "chosen";
    trace.left(node, outcome, this.#reason(node, result));
    return result;
  }

  #visit(node: PlanNode): Visit {
    switch (node.order) {
      case "host":
        return this.#leaf(node);
      case "sequential":
        return this.#sequential(node);
      case "weighted":
      case "random":
        return visitDrawn(this, node);
      case "consistent_hashing":
        return visitHashed(this, node);
      case "content_popularity":
        return this.#popularity(node);
    }
  }

  #leaf(node: PlanNode): Visit {
    const { host } = node;
    const served = host === undefined ? 0 : this.serve(node, host);
    if (served === PENDING) return this.#suspendAt(node);
    return served > 0 ? node : undefined;
  }

  /** The order of checks is that of reference 2.3: own weight function, tried already, health. */
  serve(leaf: PlanNode, host: Host): number {
    if (leaf.ownGate === NEVER) return 0;
    if (leaf.ownGate !== NO_GATE) {
      const own = this.options.evaluate(leaf.ownGate, host.index);
      if (!(own > 0)) return own;
    }
    if (this.options.tried?.has(host.index) === true) return 0;
    if (this.#unhealthy?.has(host) === true) return 0;
    const health = this.#healthOf(host);
    this.options.trace?.health(host, health);
    if (health === 0) (this.#unhealthy ??= new Set()).add(host);
    return health;
  }

  #healthOf(host: Host): number {
    return this.options.health?.(host.index) ?? gatesHealth(host, this.options.evaluate);
  }

  #sequential(node: PlanNode): Visit {
    const { members } = node;
    let skipped: PlanNode[] | undefined;
    for (let at = 0; at < members.length; at++) {
      const member = members[at];
      if (member === undefined) continue;
      const weight = this.weigh(member);
      if (weight === PENDING) return this.suspend(members.slice(at));
      if (weight > 0) {
        const visit = this.enter(member);
        if (visit === IS_PENDING) return this.#suspendGroup(member, members.slice(at));
        if (visit !== undefined) return visit;
      } else if (node.fallback) (skipped ??= []).push(member);
    }
    return skipped === undefined ? undefined : this.#firstOf(skipped);
  }

  #firstOf(members: readonly PlanNode[]): Visit {
    for (const member of members) {
      const visit = this.enter(member);
      if (visit !== undefined) return visit;
    }
    return undefined;
  }

  /** What is popular may go where the rest goes, but not the other way round. */
  #popularity(node: PlanNode): Visit {
    const isPopular = this.options.popularity.isWithin(this.request.contentKey, node.cutoff);
    const members = isPopular ? node.members : node.members.slice(1);
    for (const member of members) {
      const weight = this.weigh(member);
      if (weight === PENDING) return this.suspend(members);
      const visit = weight > 0 ? this.enter(member) : undefined;
      if (visit !== undefined) return visit;
    }
    return undefined;
  }

  #suspendAt(leaf: PlanNode): typeof IS_PENDING {
    this.#pending ??= new PendingCalls(this.options.evaluate);
    this.#pending.addEntered(leaf);
    return IS_PENDING;
  }

  suspend(members: Iterable<PlanNode>): typeof IS_PENDING {
    this.#pending ??= new PendingCalls(this.options.evaluate);
    for (const member of members) this.#pending.add(member);
    return IS_PENDING;
  }

  /** A group that waits inside has noted its own; a leaf that waits for health shares the round trip with its group. */
  #suspendGroup(member: PlanNode, members: Iterable<PlanNode>): typeof IS_PENDING {
    return member.host === undefined ? IS_PENDING : this.suspend(members);
  }

  #reason(node: PlanNode, result: Visit): string | undefined {
    const { host } = node;
    if (result !== undefined || host === undefined) return undefined;
    if (this.options.tried?.has(host.index) === true) return "already tried in this request";
    if (this.#unhealthy?.has(host) === true) return "unhealthy";
    return "its weight function is 0";
  }
}
