import { NO_GATE, type Gate, type Host, type Plan, type PlanNode } from "../tree/plan.js";
import { PENDING, type EvaluateGate } from "./decision.js";
import type { WalkObserver, WalkOutcome } from "./walk-observer.js";

export interface TraceStep {
  readonly node: string;
  readonly order: PlanNode["order"];
  readonly depth: number;
  /** Within its parent; undefined while pending. */
  readonly weight: number | undefined;
  /** Undefined for a constant weight. */
  readonly gate: GateText | undefined;
  readonly host: string | undefined;
  /** `closed`: the weight is 0, so it was not entered. `weighed`: it has a weight but was not entered. */
  readonly outcome: WalkOutcome | "closed" | "weighed";
  readonly reason: string | undefined;
}

export type GateText = Pick<Gate, "text" | "lua" | "index">;

export interface HostHealth {
  readonly host: string;
  readonly isHealthy: boolean | undefined;
  readonly reason: string;
}

/** Most nodes and hosts a trace describes; the walk itself goes on. */
const MAX_TRACED = 1_000;

/** Collects what a walk did, for `explain`: one step for each node it looked at, in the order of the first look. */
export class DecisionTrace implements WalkObserver {
  readonly #steps = new Map<PlanNode, TraceStep>();
  readonly #hosts = new Map<Host, HostHealth>();
  #isTruncated = false;

  constructor(
    private readonly plan: Plan,
    private readonly evaluate: EvaluateGate,
  ) {}

  get steps(): readonly TraceStep[] {
    return [...this.#steps.values()];
  }

  get hosts(): readonly HostHealth[] {
    return [...this.#hosts.values()];
  }

  /** More was looked at than is described. */
  get isTruncated(): boolean {
    return this.#isTruncated;
  }

  weighed(node: PlanNode, weight: number): void {
    if (this.#steps.has(node)) return;
    const outcome = weight === PENDING ? "pending" : weight > 0 ? "weighed" : "closed";
    this.#put(this.#steps, node, this.#step(node, weight, outcome));
  }

  /** Entered without a look at its gate: the fallback of a split. */
  entered(node: PlanNode): void {
    if (!this.#steps.has(node)) this.#put(this.#steps, node, this.#step(node, 1, "weighed"));
  }

  left(node: PlanNode, outcome: WalkOutcome, reason?: string): void {
    const step = this.#steps.get(node);
    if (step !== undefined) this.#steps.set(node, { ...step, outcome, reason });
  }

  health(host: Host, weight: number): void {
    const isHealthy = weight === PENDING ? undefined : weight > 0;
    this.#put(this.#hosts, host, {
      host: host.name,
      isHealthy,
      reason: this.#healthReason(host, isHealthy),
    });
  }

  #step(node: PlanNode, weight: number, outcome: TraceStep["outcome"]): TraceStep {
    return {
      node: node.id,
      order: node.order,
      depth: depthOf(node),
      weight: weight === PENDING ? undefined : weight,
      gate: node.gate === NO_GATE ? undefined : this.plan.gates[node.gate],
      host: node.host?.name,
      outcome,
      reason: undefined,
    };
  }

  /** Says which checks fail, also when an injected health says otherwise. */
  #healthReason(host: Host, isHealthy: boolean | undefined): string {
    if (isHealthy === undefined) return "not known yet";
    if (host.isNeverHealthy) return "a health check is constantly 0";
    const failing = host.healthGates.filter((gate) => this.evaluate(gate, host.index) === 0);
    if (failing.length === 0) return isHealthy ? "healthy" : "held back although its checks pass";
    const texts = failing.map((gate) => this.plan.gates[gate]?.text ?? "").join(", ");
    return isHealthy ? `kept although failing: ${texts}` : `failing: ${texts}`;
  }

  #put<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void {
    if (map.size >= MAX_TRACED && !map.has(key)) this.#isTruncated = true;
    else map.set(key, value);
  }
}

function depthOf(node: PlanNode): number {
  let depth = 0;
  for (let above = node.parent; above !== undefined; above = above.parent) depth++;
  return depth;
}
