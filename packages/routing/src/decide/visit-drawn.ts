import type { PlanNode } from "../tree/plan.js";
import type { AliasTable } from "../tree/alias-table.js";
import { PENDING } from "./decision.js";
import { IS_PENDING, type GroupWalk, type Visit } from "./visit.js";
import { WeightTree } from "./weight-tree.js";

/** Draws that may hit members out of play before all members are asked. */
export const MAX_REJECTED_DRAWS = 64;

/**
 * A random or weighted group: a member is drawn by weight; one that fails is taken out and another drawn among the rest.
 * While weights are constant, drawing again whenever a member is out of play has exactly the probabilities of
 * drawing among those in play, at a cost that does not grow with the group.
 */
export function visitDrawn(walk: GroupWalk, node: PlanNode): Visit {
  if (node.isHopeless) return undefined;
  if (node.draw === undefined) return visitCounted(walk, node, undefined);
  return visitByRejection(walk, node, node.draw);
}

function visitByRejection(walk: GroupWalk, node: PlanNode, table: AliasTable): Visit {
  const { members } = node;
  const limit = Math.min(MAX_REJECTED_DRAWS, 2 * members.length);
  let out: Set<number> | undefined;
  for (let rejected = 0; rejected < limit; rejected++) {
    const position = table.pick(walk.random());
    const member = members[position];
    if (member === undefined || out?.has(position) === true) continue;
    const weight = walk.weigh(member);
    if (weight === PENDING) return suspendDraws(walk, node, table, member, limit - rejected);
    if (weight > 0) {
      const visit = walk.enter(member);
      if (visit === IS_PENDING && member.host !== undefined) {
        return suspendDraws(walk, node, table, member, limit - rejected);
      }
      if (visit !== undefined) return visit;
    }
    (out ??= new Set()).add(position);
    if (out.size === members.length) return undefined;
  }
  return visitCounted(walk, node, out);
}

/** Members of a group this small are all asked in one round trip; of a larger one, those that would be drawn next. */
const SMALL_GROUP = 64;

function suspendDraws(
  walk: GroupWalk,
  node: PlanNode,
  table: AliasTable,
  drawn: PlanNode,
  draws: number,
): typeof IS_PENDING {
  const { members } = node;
  if (members.length <= SMALL_GROUP) return walk.suspend(members);
  const next = [drawn];
  for (let count = 1; count < draws; count++) {
    const member = members[table.pick(walk.random())];
    if (member !== undefined) next.push(member);
  }
  return walk.suspend(next);
}

/**
 * Asks every member for its weight, and hosts whether they can be taken, then draws among those in play. `out` are positions
 * that failed already.
 */
function visitCounted(
  walk: GroupWalk,
  node: PlanNode,
  out: ReadonlySet<number> | undefined,
): Visit {
  const { members } = node;
  const weights = new Float64Array(members.length);
  let isPending = false;
  for (const [position, member] of members.entries()) {
    if (out?.has(position) === true) continue;
    const weight = weighServing(walk, member);
    if (weight === PENDING) isPending = true;
    else weights[position] = weight;
  }
  if (isPending) return walk.suspend(members);
  const tree = new WeightTree(weights);
  for (let position = tree.draw(walk.random()); position >= 0;) {
    const member = members[position];
    const visit = member === undefined ? undefined : walk.enter(member);
    if (visit !== undefined) return visit;
    tree.remove(position);
    position = tree.draw(walk.random());
  }
  return undefined;
}

/** A host that cannot be taken weighs nothing: drawing all of a large group in vain would cost far more than asking. */
function weighServing(walk: GroupWalk, member: PlanNode): number {
  const weight = walk.weigh(member);
  if (!(weight > 0) || member.host === undefined) return weight;
  const served = walk.serve(member, member.host);
  return served > 0 ? weight : served;
}
