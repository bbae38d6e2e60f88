import type { RoutingRequest } from "../request/routing-request.js";
import type { Host, PlanNode } from "../tree/plan.js";

/** In place of a leaf: the walk needs gates that are not known yet. */
export const IS_PENDING = Symbol("pending");

/** The leaf whose host was found, undefined when there is none under the node. */
export type Visit = PlanNode | undefined | typeof IS_PENDING;

/** What visiting a group needs of the walk it is part of. */
export interface GroupWalk {
  readonly request: Pick<RoutingRequest, "contentKey">;
  /** The next random number of the request. */
  random(): number;
  /** The node's weight within its parent, or `PENDING`. */
  weigh(node: PlanNode): number;
  /** Visits a node whose own gate has let it take part. */
  enter(node: PlanNode): Visit;
  /**
   * 1 when the leaf's host can be taken, 0 when not, or `PENDING`: all that entering a leaf asks.
   * A host that cannot is remembered for the rest of the decision.
   */
  serve(leaf: PlanNode, host: Host): number;
  /** Notes what is not known yet about `members`, all that the walk may look at next in the same group. */
  suspend(members: Iterable<PlanNode>): typeof IS_PENDING;
}
