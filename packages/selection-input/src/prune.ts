import { Branch, Leaf, type Node } from "./node.js";
import type { WriteLog } from "./write-log.js";

/** `lifeMs`: what is added to the `dueMs` of every leaf. */
export interface PruneTime {
  readonly nowMs: number;
  readonly lifeMs: number;
}

/**
 * The one rule of expiry: a leaf is gone from the millisecond its time has passed. Both sides of it use this sum, so that
 * rounding cannot make a leaf due and alive.
 */
export const isDue = (dueMs: number, { nowMs, lifeMs }: PruneTime): boolean =>
  dueMs + lifeMs <= nowMs;

/** What is left alive of `node`. An object whose members have all expired is gone with them. */
export function prune(node: Node, time: PruneTime, log: WriteLog): Node | undefined {
  if (!isDue(node.firstMs, time)) return node;
  if (node instanceof Leaf || isDue(node.lastMs, time)) {
    log.note(true);
    return undefined;
  }
  const children = new Map<string, Node>();
  for (const [key, child] of node.children) {
    log.enter(key);
    const left = prune(child, time, log);
    log.leave();
    if (left !== undefined) children.set(key, left);
  }
  return new Branch(children);
}
