import type { Plan, PlanNode } from "../tree/plan.js";
import type { HostDecision } from "./decision.js";

/**
 * How often each node, or a node under it, was selected. All places of a shared rule count as one. Counts live until the
 * process ends; a new plan keeps those whose ids it still has. Source: reference cdn-router 3.6, 7.1, 8.
 */
export class VisitCounts {
  #plan: Plan;
  #counts: Float64Array;

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#counts = new Float64Array(plan.counters.length);
  }

  /** Adds one visit to every node from the root to the chosen host. A decision of another plan must not be given. */
  count(decision: HostDecision): void {
    for (let node: PlanNode | undefined = decision.leaf; node !== undefined; node = node.parent) {
      this.#counts[node.counter] = (this.#counts[node.counter] ?? 0) + 1;
    }
  }

  /** Goes on with a new configuration. */
  adopt(plan: Plan): void {
    const before = this.byId();
    this.#plan = plan;
    this.#counts = Float64Array.from(plan.counters, (id) => before.get(id) ?? 0);
  }

  byId(): Map<string, number> {
    return new Map(this.#plan.counters.map((id, counter) => [id, this.#counts[counter] ?? 0]));
  }
}
