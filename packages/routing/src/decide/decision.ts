import type { Host, PlanNode } from "../tree/plan.js";

/** A gate's result is not known without asking the Lua engine's worker. */
export const PENDING = -1;

/**
 * The weight of a gate, 0 or more, after the truth table of reference cdn-router 3.1, or `PENDING`. `host` is the host
 * the gate sees as the selected one, or `NO_HOST`. Within one decision equal questions must get equal answers.
 */
export type EvaluateGate = (gate: number, host: number) => number;

export interface GateCall {
  readonly gate: number;
  readonly host: number;
}

export type Decision = HostDecision | NoDecision | PendingDecision;

export class HostDecision {
  readonly kind = "host";

  constructor(
    readonly host: Host,
    /** The node the host stands at. */
    readonly leaf: PlanNode,
  ) {}

  /** From the root to the leaf; made when it is read. */
  get path(): readonly PlanNode[] {
    const path: PlanNode[] = [];
    for (let node: PlanNode | undefined = this.leaf; node !== undefined; node = node.parent) {
      path.push(node);
    }
    return path.reverse();
  }
}

export interface NoDecision {
  readonly kind: "none";
  readonly reason: string;
}

/** Evaluate these, then decide again with the same random numbers. No call is listed twice. */
export interface PendingDecision {
  readonly kind: "pending";
  readonly calls: readonly GateCall[];
}

export const NO_ENTRYPOINT: NoDecision = { kind: "none", reason: "no entrypoint is configured" };
export const NO_HOST_QUALIFIES: NoDecision = { kind: "none", reason: "no host qualifies" };
