import { AppError } from "@signalbox/errors";
import { pathText } from "./setting-path.js";
import { acceptsNull, childNode, isRecord, type SchemaNode } from "./schema-node.js";

/** Where a value came from: `default`, `file`, `environment NAME` or `--set`. */
export type Origin = string;

/** A configuration under construction: values so far, and who set each of them. */
export interface Draft {
  readonly root: SchemaNode;
  readonly values: Record<string, unknown>;
  readonly origins: Map<string, Origin>;
}

export const emptyDraft = (root: SchemaNode): Draft => ({ root, values: {}, origins: new Map() });

/** The origin of the setting at `path`: its own, or that of the list or section it was given in. */
export function originOf(draft: Draft, path: readonly string[]): Origin {
  for (let length = path.length; length > 0; length--) {
    const found = draft.origins.get(pathText(path.slice(0, length)));
    if (found !== undefined) return found;
  }
  return "default";
}

function recordOrigin(draft: Draft, path: readonly string[], origin: Origin): void {
  const text = pathText(path);
  for (const known of draft.origins.keys()) {
    if (known.startsWith(`${text}.`)) draft.origins.delete(known);
  }
  draft.origins.set(text, origin);
}

type Container = Record<string, unknown> | unknown[];

function read(container: Container, key: string): unknown {
  if (Array.isArray(container)) return container[Number(key)];
  return Object.hasOwn(container, key) ? container[key] : undefined;
}

function write(container: Container, key: string, value: unknown, path: readonly string[]): void {
  if (!Array.isArray(container)) {
    container[key] = value;
    return;
  }
  const index = Number(key);
  if (!/^\d+$/.test(key) || index > container.length) {
    const place = pathText(path);
    throw new AppError("invalid_argument", `${place}: the list has ${container.length} entries`);
  }
  container[index] = value;
}

/** The container that holds the last part of `path`, made on the way where there is none. */
function containerAt(draft: Draft, path: readonly string[]): Container {
  let container: Container = draft.values;
  let node: SchemaNode | undefined = draft.root;
  for (const [depth, key] of path.slice(0, -1).entries()) {
    node = node === undefined ? undefined : childNode(node, key);
    let next = read(container, key);
    if (next === undefined || next === null) {
      next = node?.items === undefined ? {} : [];
      write(container, key, next, path.slice(0, depth + 1));
    }
    if (!isRecord(next) && !Array.isArray(next)) {
      const place = pathText(path.slice(0, depth + 1));
      throw new AppError("invalid_argument", `${place} is not a section, it was given one value`);
    }
    container = next;
  }
  return container;
}

/**
 * Lays `value` over what the draft has at `path`: sections and maps are merged key by key, everything else, lists
 * included, is replaced. Null where the schema has no null means "not given" and lets the default through again.
 *
 * @throws AppError `invalid_argument` when the path leads through a plain value or past the end of a list.
 */
export function layOver(
  draft: Draft,
  path: readonly string[],
  value: unknown,
  origin: Origin,
  node: SchemaNode,
): void {
  if (isRecord(value)) {
    const members = Object.entries(value);
    if (path.length > 0) ensureRecord(draft, path, origin);
    for (const [key, member] of members) {
      layOver(draft, [...path, key], member, origin, childNode(node, key) ?? {});
    }
    return;
  }
  const key = path.at(-1);
  if (key === undefined) throw new AppError("invalid_argument", "the document is not a mapping");
  const container = containerAt(draft, path);
  const isLeftOut = value === null && !acceptsNull(node) && !Array.isArray(container);
  if (isLeftOut) forget(draft, container, path);
  else {
    write(container, key, value, path);
    recordOrigin(draft, path, origin);
  }
}

function ensureRecord(draft: Draft, path: readonly string[], origin: Origin): void {
  const container = containerAt(draft, path);
  const key = path.at(-1) ?? "";
  if (isRecord(read(container, key))) return;
  write(container, key, {}, path);
  recordOrigin(draft, path, origin);
}

function forget(draft: Draft, container: Container, path: readonly string[]): void {
  const key = path.at(-1) ?? "";
  if (!Array.isArray(container)) Reflect.deleteProperty(container, key);
  for (const known of [...draft.origins.keys()]) {
    const text = pathText(path);
    if (known === text || known.startsWith(`${text}.`)) draft.origins.delete(known);
  }
}
