import {
  EMPTY_OBJECT,
  isObject,
  ownCopy,
  sameValue,
  type InputObject,
  type InputValue,
} from "./input-value.js";
import { Branch, isEmptyObject, Leaf, type Node, type Written } from "./node.js";
import type { WriteLog } from "./write-log.js";

export interface WriteContext {
  readonly written: Written;
  /** Whether an empty object is something (plain), or only the absence of data (timestamped). */
  readonly keepsEmpty: boolean;
  readonly log: WriteLog;
}

/**
 * Objects merge at every level, scalars and lists replace, `null` deletes what is there and creates nothing (cdn-router
 * 6.2). `patch` has been inspected.
 */
export function merge(
  old: Node | undefined,
  patch: InputValue,
  context: WriteContext,
): Node | undefined {
  if (patch === null) {
    if (old !== undefined) context.log.note(true);
    return undefined;
  }
  if (old instanceof Branch && isObject(patch)) return mergeMembers(old, patch, context);
  const made = build(patch, context, { dropsNull: true });
  if (made === undefined) return old;
  if (isEmptyObject(old) && made instanceof Branch) {
    // Members were added to an object, it was not replaced by another.
    context.log.note(false);
    return made;
  }
  return replace(old, made, context.log);
}

function mergeMembers(old: Branch, patch: InputObject, context: WriteContext): Node | undefined {
  const children = new Map(old.children);
  for (const key of Object.keys(patch)) {
    const value = patch[key];
    if (value === undefined) continue;
    context.log.enter(key);
    const next = merge(children.get(key), value, context);
    context.log.leave();
    if (next === undefined) children.delete(key);
    else children.set(key, next);
  }
  return children.size > 0 ? new Branch(children) : emptied(context);
}

/** What is left of an object whose last member was deleted. */
export function emptied(context: WriteContext): Node | undefined {
  context.log.note(true);
  return context.keepsEmpty ? new Leaf(EMPTY_OBJECT, context.written) : undefined;
}

/** `next` in the place of `old`; equal values are no change, they only live anew. */
export function replace(old: Node | undefined, next: Node, log: WriteLog): Node {
  if (old === undefined || !sameNode(old, next)) log.note(old !== undefined);
  return next;
}

/** Nodes for a value; `undefined` when it holds nothing. */
export function build(
  value: InputValue,
  context: WriteContext,
  options: { dropsNull: boolean },
): Node | undefined {
  if (value === null && options.dropsNull) return undefined;
  if (!isObject(value)) return new Leaf(ownCopy(value), context.written);
  const members = Object.entries(value);
  if (members.length === 0)
    return context.keepsEmpty ? new Leaf(EMPTY_OBJECT, context.written) : undefined;
  const children = new Map<string, Node>();
  for (const [key, member] of members) {
    const child = build(member, context, options);
    if (child !== undefined) children.set(key, child);
  }
  return children.size > 0 ? new Branch(children) : undefined;
}

function sameNode(a: Node, b: Node): boolean {
  if (a instanceof Leaf) return b instanceof Leaf && sameValue(a.value, b.value);
  if (b instanceof Leaf || a.children.size !== b.children.size) return false;
  for (const [key, child] of a.children) {
    const other = b.children.get(key);
    if (other === undefined || !sameNode(child, other)) return false;
  }
  return true;
}
