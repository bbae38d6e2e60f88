import { isList, ownCopy, type InputValue } from "./input-value.js";
import { Leaf, type Node, type Written } from "./node.js";

/** The list with `item` at its end, a new list where nothing was; `undefined` when something else is there. */
export function pushed(
  old: Node | undefined,
  item: InputValue,
  options: { written: Written; keepsLife: boolean },
): Leaf | undefined {
  const { written, keepsLife } = options;
  const own = ownCopy(item);
  if (old === undefined) return new Leaf(Object.freeze([own]), written);
  if (!(old instanceof Leaf) || !isList(old.value)) return undefined;
  const list = Object.freeze([...old.value, own]);
  return new Leaf(list, keepsLife ? { ...written, dueMs: old.written.dueMs } : written);
}
