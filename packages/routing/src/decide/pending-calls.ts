import { NEVER, NO_GATE, NO_HOST, type PlanNode } from "../tree/plan.js";
import { PENDING, type EvaluateGate, type GateCall } from "./decision.js";

/**
 * The gates a walk waits for: those of the members it is looking at and, for a member that is a host, what the host will
 * be asked next. At most one call for each gate and host; their number is bounded by the group.
 */
export class PendingCalls {
  readonly #calls = new Map<string, GateCall>();

  constructor(private readonly evaluate: EvaluateGate) {}

  list(): readonly GateCall[] {
    return [...this.#calls.values()];
  }

  /** A member that may be visited, should its gate not keep the walk out. */
  add(node: PlanNode): void {
    this.#ask(node.gate, node.gateHost);
    if (!this.#keepsOut(node)) this.addEntered(node);
  }

  /** A leaf the walk is at: a fallback gets there whatever the gate says. */
  addEntered(node: PlanNode): void {
    const { host } = node;
    if (host === undefined || node.ownGate === NEVER) return;
    this.#ask(node.ownGate, host.index);
    if (host.isNeverHealthy) return;
    for (const gate of host.healthGates) this.#ask(gate, host.index);
  }

  #keepsOut(node: PlanNode): boolean {
    if (node.gate === NO_GATE) return node.weight === 0;
    const weight = this.evaluate(node.gate, node.gateHost);
    return weight !== PENDING && weight > 0 === node.isOtherHalf;
  }

  #ask(gate: number, host: number = NO_HOST): void {
    if (gate === NO_GATE || this.evaluate(gate, host) !== PENDING) return;
    this.#calls.set(`${gate} ${host}`, { gate, host });
  }
}
