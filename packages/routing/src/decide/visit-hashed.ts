import type { Ranking } from "../hash/rendezvous.js";
import type { PlanNode } from "../tree/plan.js";
import { PENDING } from "./decision.js";
import { IS_PENDING, type GroupWalk, type Visit } from "./visit.js";

/**
 * A consistent hashing group: the first `spreadFactor` members of the content's ranking in random order, then the others
 * in the order of the ranking. Health never changes the ranking, so a host that recovers gets its contents back.
 * Source: reference cdn-router 3.6.
 */
export function visitHashed(walk: GroupWalk, node: PlanNode): Visit {
  if (node.ranking === undefined || node.members.length === 0) return undefined;
  const ranking = node.ranking.of(walk.request.contentKey);
  const spread = Math.min(node.spreadFactor, ranking.length);
  const visit = visitSet(walk, node, ranking, spread);
  return visit === undefined ? visitRest(walk, node, ranking, spread) : visit;
}

function visitSet(walk: GroupWalk, node: PlanNode, ranking: Ranking, spread: number): Visit {
  if (spread === 1) return visitAt(walk, node, ranking[0]);
  const set = Array.from(ranking.subarray(0, spread));
  while (set.length > 0) {
    const chosen = Math.floor(walk.random() * set.length);
    const visit = visitAt(walk, node, set[chosen]);
    if (visit !== undefined) return visit;
    set.splice(chosen, 1);
  }
  return undefined;
}

function visitRest(walk: GroupWalk, node: PlanNode, ranking: Ranking, spread: number): Visit {
  for (let rank = spread; rank < ranking.length; rank++) {
    const visit = visitAt(walk, node, ranking[rank]);
    if (visit !== undefined) return visit;
  }
  return undefined;
}

function visitAt(walk: GroupWalk, node: PlanNode, position = 0): Visit {
  const member = node.members[position];
  if (member === undefined) return undefined;
  const weight = walk.weigh(member);
  if (weight === PENDING) return walk.suspend(node.members);
  if (!(weight > 0)) return undefined;
  const visit = walk.enter(member);
  return visit === IS_PENDING && member.host !== undefined ? walk.suspend(node.members) : visit;
}
