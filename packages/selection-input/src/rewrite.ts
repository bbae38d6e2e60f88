import { emptied, type WriteContext } from "./merge.js";
import { Branch, isEmptyObject, type Node } from "./node.js";
import { InputRefused, quotedPath } from "./refusal.js";
import type { InputPath } from "./write-log.js";

/** What stands at the end of the path after the write; notes its own change. */
export type Change = (old: Node | undefined) => Node | undefined;

/**
 * Changes what stands at one path, and makes the objects that lead there.
 *
 * @param from How many keys of `path` have been walked.
 * @throws InputRefused `conflict` when something on the way is a list or a scalar.
 */
export function rewrite(
  old: Node | undefined,
  target: { path: InputPath; from: number },
  change: Change,
  context: WriteContext,
): Node | undefined {
  const { path, from } = target;
  const key = path[from];
  if (key === undefined) return change(old);
  const members = membersOf(old, path.slice(0, from));
  const before = members.get(key);
  context.log.enter(key);
  const after = rewrite(before, { path, from: from + 1 }, change, context);
  context.log.leave();
  if (after === before) return old;
  // An object that appears here is a change here, not only below.
  if (!(old instanceof Branch)) context.log.note(old !== undefined);
  const children = new Map(members);
  if (after === undefined) children.delete(key);
  else children.set(key, after);
  return children.size > 0 ? new Branch(children) : emptied(context);
}

const NO_MEMBERS: ReadonlyMap<string, Node> = new Map();

function membersOf(node: Node | undefined, path: InputPath): ReadonlyMap<string, Node> {
  if (node instanceof Branch) return node.children;
  if (node !== undefined && !isEmptyObject(node)) {
    const what = `${quotedPath(path)} is not an object, nothing can stand below it`;
    throw new InputRefused({ reason: "not_an_object", what, path }, "conflict");
  }
  return NO_MEMBERS;
}
