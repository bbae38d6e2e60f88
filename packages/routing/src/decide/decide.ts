import type { RoutingRequest } from "../request/routing-request.js";
import type { Plan } from "../tree/plan.js";
import {
  HostDecision,
  NO_ENTRYPOINT,
  NO_HOST_QUALIFIES,
  type Decision,
  type EvaluateGate,
} from "./decision.js";
import type { RequestDraws } from "./seeded-draws.js";
import { IS_PENDING } from "./visit.js";
import { Walk } from "./walk.js";
import type { WalkObserver } from "./walk-observer.js";

export interface DecideOptions {
  readonly evaluate: EvaluateGate;
  readonly random: RequestDraws;
  readonly popularity: PopularityView;
  /** Indexes of hosts that were asked in this request and failed. */
  readonly tried?: ReadonlySet<number>;
  /**
   * Whether a host takes new clients: above 0 or 0; undefined leaves it to the host's health gates, which is the default.
   * This is where damping and a panic threshold belong. Asked when the walk gets to the host, and once it has said 0 not
   * again in this decision.
   */
  readonly health?: (host: number) => number | undefined;
  /** Told of every step; for `explain`. */
  readonly trace?: WalkObserver;
}

export interface PopularityView {
  /** Whether the content's rank, counted from 1, is at most `cutoff`. */
  isWithin(contentKey: string, cutoff: number): boolean;
}

/** Walks the plan for one request. Pure; does not count the visit. Source: reference cdn-router 3.3, 3.6. */
export function decide(
  plan: Plan,
  request: Pick<RoutingRequest, "contentKey">,
  options: DecideOptions,
): Decision {
  if (plan.root === undefined) return NO_ENTRYPOINT;
  const walk = new Walk(request, options);
  const result = walk.start(plan.root);
  if (result === IS_PENDING) return { kind: "pending", calls: walk.calls() };
  return result?.host === undefined ? NO_HOST_QUALIFIES : new HostDecision(result.host, result);
}
