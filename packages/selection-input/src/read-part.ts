import { bareObject, type InputObject, type InputValue } from "./input-value.js";
import type { Node } from "./node.js";
import type { Part } from "./part.js";
import { readBelow } from "./reading.js";
import type { InputPath } from "./write-log.js";

/** The value at a path of one part, as its own endpoint shows it; the root is always there. */
export function readPart(part: Part, path: InputPath, nowMs: number): InputValue | undefined {
  const key = path[0];
  if (key === undefined) return readAll(part.keys(nowMs), (each) => part.node(each, nowMs));
  const node = part.node(key, nowMs);
  return node && readBelow(node, path, 1);
}

/** The whole tree as one object. */
export function readAll(
  keys: Iterable<string>,
  nodeOf: (key: string) => Node | undefined,
): InputObject {
  const all = bareObject();
  for (const key of keys) {
    const node = nodeOf(key);
    if (node !== undefined) all[key] = node.read();
  }
  return Object.freeze(all);
}
