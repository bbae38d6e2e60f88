import type { Plan, PlanNode } from "../tree/plan.js";
import type { HostDecision } from "./decision.js";

/**
 * How often each node, or a node under it, was selected. All places of a shared rule count as one. Counts live until the
 * process ends; a new plan keeps those whose ids it still has. Source: reference cdn-router 3.6, 7.1, 8.
 */
export class VisitCounts {
  #plan: Plan;
  #counts: Float64Array;
  /** By the index of the host. */
  #hosts: Float64Array;

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#counts = new Float64Array(plan.counters.length);
    this.#hosts = new Float64Array(plan.hosts.length);
  }

  /** Adds one visit to every node from the root to the chosen host. A decision of another plan must not be given. */
  count(decision: HostDecision): void {
    for (let node: PlanNode | undefined = decision.leaf; node !== undefined; node = node.parent) {
      this.#counts[node.counter] = (this.#counts[node.counter] ?? 0) + 1;
    }
    const { index } = decision.host;
    this.#hosts[index] = (this.#hosts[index] ?? 0) + 1;
  }

  /** Goes on with a new configuration. */
  adopt(plan: Plan): void {
    const before = this.byId();
    const hosts = this.byHost();
    this.#plan = plan;
    this.#hosts = Float64Array.from(plan.hosts, ({ name }) => hosts.get(name) ?? 0);
    this.#counts = Float64Array.from(plan.counters, (id) => before.get(id) ?? 0);
  }

  byId(): Map<string, number> {
    return new Map(this.#plan.counters.map((id, counter) => [id, this.#counts[counter] ?? 0]));
  }

  /** How often each host was selected, by its name; wherever in the tree it stands. */
  byHost(): Map<string, number> {
    return new Map(this.#plan.hosts.map(({ name, index }) => [name, this.#hosts[index] ?? 0]));
  }
}
