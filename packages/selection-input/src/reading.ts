import { memberOf, type InputValue } from "./input-value.js";
import { Leaf, type Node } from "./node.js";

/** The value at `path[from]` and on, below `node`; items of lists by their index from 0. */
export function readBelow(
  node: Node,
  path: readonly string[],
  from: number,
): InputValue | undefined {
  let current = node;
  for (let at = from; at < path.length; at += 1) {
    if (current instanceof Leaf) return readInside(current.value, path, at);
    const key = path[at];
    const child = key === undefined ? undefined : current.children.get(key);
    if (child === undefined) return undefined;
    current = child;
  }
  return current.read();
}

function readInside(value: InputValue, path: readonly string[], from: number) {
  let current: InputValue | undefined = value;
  for (let at = from; at < path.length && current !== undefined; at += 1) {
    const key = path[at];
    current = key === undefined ? undefined : memberOf(current, key);
  }
  return current;
}

/** When the oldest and the newest leaf of something were written, monotonic. */
export interface WriteTimes {
  readonly oldestMs: number;
  readonly newestMs: number;
}

/** @returns the times at `path[from...]` below `node`; a part of a list is as old as the list. */
export function timesBelow(
  node: Node,
  path: readonly string[],
  from: number,
): WriteTimes | undefined {
  const key = path[from];
  if (key === undefined) return timesOf(node);
  if (node instanceof Leaf)
    return readInside(node.value, path, from) === undefined ? undefined : timesOf(node);
  const child = node.children.get(key);
  return child && timesBelow(child, path, from + 1);
}

function timesOf(node: Node): WriteTimes {
  if (node instanceof Leaf) return { oldestMs: node.written.atMs, newestMs: node.written.atMs };
  let oldestMs = Infinity;
  let newestMs = -Infinity;
  for (const child of node.children.values()) {
    const times = timesOf(child);
    oldestMs = Math.min(oldestMs, times.oldestMs);
    newestMs = Math.max(newestMs, times.newestMs);
  }
  return { oldestMs, newestMs };
}
