/** A value of the tree. Treat it as frozen: what is read is shared with other readers. */
export type InputValue = string | number | boolean | null | readonly InputValue[] | InputObject;

/** An object of the tree. It has no prototype when it leaves the package, so every key is data. */
export interface InputObject {
  readonly [key: string]: InputValue;
}

/** A new object without a prototype. */
export const bareObject = (): Record<string, InputValue> => ({ __proto__: null });

/** The one empty object of the tree, so that it can be told by identity. */
export const EMPTY_OBJECT: InputObject = Object.freeze(bareObject());

export const isList = (value: InputValue): value is readonly InputValue[] => Array.isArray(value);

export function isObject(value: InputValue): value is InputObject {
  return typeof value === "object" && value !== null && !isList(value);
}

/** A frozen copy that shares nothing with `value`; objects in it have no prototype. */
export function ownCopy(value: InputValue): InputValue {
  if (typeof value !== "object" || value === null) return value;
  if (isList(value)) return Object.freeze(value.map(ownCopy));
  const keys = Object.keys(value);
  if (keys.length === 0) return EMPTY_OBJECT;
  const copy = bareObject();
  for (const key of keys) copy[key] = ownCopy(value[key] ?? null);
  return Object.freeze(copy);
}

/**
 * What a value that is not split further counts against a limit: a scalar, an empty list and the empty object one; a
 * list one for every item in it, at every level (cdn-router 6.7).
 */
export function leavesOf(value: InputValue): number {
  return typeof value === "object" ? Math.max(itemsIn(value), 1) : 1;
}

function itemsIn(value: InputValue): number {
  if (typeof value !== "object" || value === null) return 0;
  const items = isList(value) ? value : Object.values(value);
  let count = items.length;
  for (const item of items) count += itemsIn(item);
  return count;
}

/** Deep equality; 0 and -0 differ. */
export function sameValue(a: InputValue, b: InputValue): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (isList(a) || isList(b)) return isList(a) && isList(b) && sameItems(a, b);
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => {
    const other = b[key];
    return other !== undefined && sameValue(a[key] ?? null, other);
  });
}

function sameItems(a: readonly InputValue[], b: readonly InputValue[]): boolean {
  return a.length === b.length && a.every((item, at) => sameValue(item, b[at] ?? null));
}

const INDEX = /^(?:0|[1-9]\d{0,8})$/;

/** The member of a list (by its index from 0) or of an object; `undefined` when there is none. */
export function memberOf(value: InputValue, key: string): InputValue | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (isList(value)) return INDEX.test(key) ? value[Number(key)] : undefined;
  return value[key];
}
