import { isObject, type InputObject, type InputValue } from "./input-value.js";
import { Branch, Leaf, type Node, type Written } from "./node.js";
import type { WriteLog } from "./write-log.js";

/** What may be put in the place of a scalar: it counts for as much. */
const isPlain = (value: unknown): value is number | boolean =>
  typeof value === "number" ? Number.isFinite(value) : typeof value === "boolean";

/**
 * Whether all that `patch` says has its place in `node` already, and it is numbers and booleans alone: what a host sends
 * again and again. Its keys need no other look then, for they were looked at when they came first; it breaks no limit,
 * because nothing is added; and it can be applied without making the tree anew.
 */
export function isRefresh(node: Node | undefined, patch: unknown): patch is InputObject {
  if (!(node instanceof Branch) || typeof patch !== "object" || patch === null) return false;
  if (Array.isArray(patch)) return false;
  // The cast only lets us read; the keys are the object's own, so nothing comes from a prototype.
  const members = patch as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(members)) {
    const child = node.children.get(key);
    const value = members[key];
    const isSame = isPlain(value)
      ? child instanceof Leaf && child.isScalar
      : isRefresh(child, value);
    if (!isSame) return false;
  }
  return true;
}

/**
 * Gives what is there the values of `patch`, and a new life: the same as `merge`, in place. Ask `isRefresh` before.
 *
 * @returns whether a value is another now.
 */
export function refresh(
  node: Branch,
  patch: InputObject,
  written: Written,
  log: WriteLog,
): boolean {
  let hasChanged = false;
  for (const key of Object.keys(patch)) {
    const child = node.children.get(key);
    const value = patch[key];
    if (child === undefined || value === undefined) continue;
    if (refreshChild(child, { key, value }, written, log)) hasChanged = true;
  }
  node.refreshed(hasChanged);
  return hasChanged;
}

function refreshChild(
  child: Node,
  { key, value }: { key: string; value: InputValue },
  written: Written,
  log: WriteLog,
): boolean {
  if (child instanceof Leaf) {
    const hasChanged = isPlain(value) && child.refresh(value, written);
    if (hasChanged) log.noteMember(key);
    return hasChanged;
  }
  if (!isObject(value)) return false;
  log.enter(key);
  const hasChanged = refresh(child, value, written, log);
  log.leave();
  return hasChanged;
}
