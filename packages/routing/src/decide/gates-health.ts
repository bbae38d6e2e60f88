import type { Host } from "../tree/plan.js";
import { PENDING, type EvaluateGate } from "./decision.js";

/**
 * The default health of a host: 1 when all its health gates are above 0, 0 when one is not, `PENDING` when that cannot be
 * told yet. Source: reference cdn-router 2.3.
 */
export function gatesHealth(host: Host, evaluate: EvaluateGate): number {
  if (host.isNeverHealthy) return 0;
  let health = 1;
  for (const gate of host.healthGates) {
    const weight = evaluate(gate, host.index);
    if (weight === PENDING) health = PENDING;
    else if (!(weight > 0)) return 0;
  }
  return health;
}
