import { isDeepStrictEqual } from "node:util";
import { type InputPath, type InputValue } from "../src/index.js";

type Json = InputValue;
interface NaiveLeaf {
  readonly path: InputPath;
  readonly value: Json;
  readonly dueMs: number;
}

export const isPlainObject = (value: unknown): value is Record<string, Json> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const startsWith = (path: InputPath, start: InputPath) =>
  start.every((key, at) => path[at] === key);

/** The tree as a list of leaves, each with its path and deadline; everything is found by looking at all of them. */
export class NaiveTree {
  leaves: NaiveLeaf[] = [];

  /** @param keepsEmpty As in the plain part: an empty object is something. */
  constructor(readonly keepsEmpty: boolean) {}

  expire(nowMs: number): void {
    this.leaves = this.leaves.filter(({ dueMs }) => dueMs > nowMs);
  }

  firstDueMs(start: InputPath): number {
    return Math.min(...this.below(start).map(({ dueMs }) => dueMs));
  }

  below(start: InputPath): NaiveLeaf[] {
    return this.leaves.filter(({ path }) => startsWith(path, start));
  }

  json(): Record<string, Json> {
    const root = {};
    for (const { path, value } of this.leaves) setIn(root, path, value);
    return root;
  }

  set(path: InputPath, value: Json, dueMs: number): void {
    const isApart = (leaf: NaiveLeaf) =>
      !startsWith(leaf.path, path) && !startsWith(path, leaf.path);
    this.leaves = [...this.leaves.filter(isApart), { path, value, dueMs }];
  }

  /** Puts `value` in the place of what is at `path`. */
  replace(path: InputPath, value: Json, dueMs: number): void {
    this.drop(path);
    for (const leaf of flatten(path, value)) this.set(leaf.path, leaf.value, dueMs);
  }

  /** Removes what is at `path`; a parent that loses its last member stays as the empty object. */
  remove(path: InputPath, dueMs: number): void {
    this.drop(path);
    this.#keepEmptied(path.slice(0, -1), dueMs);
  }

  drop(path: InputPath): void {
    this.leaves = this.leaves.filter((leaf) => !startsWith(leaf.path, path));
  }

  merge(path: InputPath, patch: Json, dueMs: number): void {
    if (patch === null) this.drop(path);
    else if (!isPlainObject(patch)) this.set(path, patch, dueMs);
    else if (path.length === 0 || this.#hasMembers(path)) {
      for (const [key, value] of Object.entries(patch)) this.merge([...path, key], value, dueMs);
      this.#keepEmptied(path, dueMs);
    } else {
      const made = flatten(path, withoutNulls(patch) ?? null).filter(
        ({ value }) => value !== null && (this.keepsEmpty || !isPlainObject(value)),
      );
      if (made.length > 0) this.drop(path);
      for (const leaf of made) this.set(leaf.path, leaf.value, dueMs);
    }
  }

  #hasMembers(path: InputPath): boolean {
    return this.below(path).some((leaf) => leaf.path.length > path.length);
  }

  #keepEmptied(path: InputPath, dueMs: number): void {
    if (!this.keepsEmpty || path.length === 0 || this.below(path).length > 0) return;
    this.set(path, {}, dueMs);
  }
}

/** Scalars, lists and empty objects with their paths. */
export function flatten(path: InputPath, value: Json): { path: InputPath; value: Json }[] {
  if (!isPlainObject(value)) return [{ path, value }];
  const members = Object.entries(value);
  if (members.length === 0) return path.length === 0 ? [] : [{ path, value }];
  return members.flatMap(([key, member]) => flatten([...path, key], member));
}

/** Objects that held nothing but nulls are gone, objects that were empty are not. */
function withoutNulls(value: Json): Json | undefined {
  if (value === null) return undefined;
  if (!isPlainObject(value)) return value;
  const members = Object.entries(value);
  const kept = members.flatMap(([key, member]) => {
    const left = withoutNulls(member);
    return left === undefined ? [] : [[key, left] as const];
  });
  return members.length > 0 && kept.length === 0 ? undefined : Object.fromEntries(kept);
}

/** The value at a path of ordinary JSON. */
export function getIn(root: Json, path: InputPath): Json | undefined {
  let at: Json | undefined = root;
  for (const key of path) at = isPlainObject(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  return at;
}

/** Sets the value at a path and makes the objects that lead there; `undefined` removes it and makes nothing. */
export function setIn(root: Record<string, Json>, path: InputPath, value: Json | undefined): void {
  const [key = "", ...rest] = path;
  const inner = root[key];
  if (rest.length > 0) {
    if (value === undefined && !isPlainObject(inner)) return;
    const next = isPlainObject(inner) ? { ...inner } : {};
    setIn(next, rest, value);
    root[key] = next;
  } else if (value === undefined) Reflect.deleteProperty(root, key);
  else root[key] = value;
}

export const isSame = (a: unknown, b: unknown): boolean => isDeepStrictEqual(plain(a), plain(b));

/** Without null prototypes, -0 and the order of keys. */
const plain = (value: unknown): unknown =>
  value === undefined ? undefined : JSON.parse(JSON.stringify(value));
