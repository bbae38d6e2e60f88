import type { RoutingRequest } from "../request/routing-request.js";
import type { Host, Plan } from "../tree/plan.js";
import { decide, type DecideOptions } from "./decide.js";
import type { Decision } from "./decision.js";
import { DecisionTrace, type HostHealth, type TraceStep } from "./decision-trace.js";

export interface Explanation {
  /** `pending`: evaluate the calls and explain again, as with `decide`. */
  readonly decision: Decision;
  readonly steps: readonly TraceStep[];
  readonly hosts: readonly HostHealth[];
  /** More was looked at than `steps` and `hosts` say: they describe at most 1,000 each. */
  readonly isTruncated: boolean;
  /** What would be chosen if the chosen host failed to answer. */
  readonly next: Host | undefined;
}

/** Decides, says why, and decides once more without the chosen host. Source: reference cdn-router 7.1. */
export function explainDecision(
  plan: Plan,
  request: Pick<RoutingRequest, "contentKey">,
  options: Omit<DecideOptions, "trace">,
): Explanation {
  const trace = new DecisionTrace(plan, options.evaluate);
  const decision = decide(plan, request, { ...options, trace });
  const next =
    decision.kind === "host" ? withoutHost(plan, request, options, decision.host) : decision;
  return {
    decision: next.kind === "pending" ? next : decision,
    steps: trace.steps,
    hosts: trace.hosts,
    isTruncated: trace.isTruncated,
    next: decision.kind === "host" && next.kind === "host" ? next.host : undefined,
  };
}

function withoutHost(
  plan: Plan,
  request: Pick<RoutingRequest, "contentKey">,
  options: Omit<DecideOptions, "trace">,
  host: Host,
): Decision {
  return decide(plan, request, {
    ...options,
    tried: new Set([...(options.tried ?? []), host.index]),
  });
}
