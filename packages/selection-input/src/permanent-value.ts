import { bareObject, type InputValue } from "./input-value.js";
import { Leaf, type Node } from "./node.js";

/** What of `node` never expires; `undefined` when nothing does. */
export function permanentValue(node: Node): InputValue | undefined {
  if (node instanceof Leaf) return node.written.dueMs === Infinity ? node.value : undefined;
  if (node.firstMs === Infinity) return node.read();
  if (node.lastMs < Infinity) return undefined;
  const kept = bareObject();
  for (const [key, child] of node.children) {
    const value = permanentValue(child);
    if (value !== undefined) kept[key] = value;
  }
  return Object.freeze(kept);
}
