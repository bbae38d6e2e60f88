import type { Host, PlanNode } from "../tree/plan.js";

/** Hears of a walk's steps in order. A node may be seen again when it is drawn again. */
export interface WalkObserver {
  /** A node's gate was asked; 0 keeps the walk out, -1 is pending. */
  weighed(node: PlanNode, weight: number): void;
  entered(node: PlanNode): void;
  left(node: PlanNode, outcome: WalkOutcome, reason?: string): void;
  /** Weight of a host's health; -1 is pending. */
  health(host: Host, weight: number): void;
}

export type WalkOutcome = "chosen" | "failed" | "pending";
