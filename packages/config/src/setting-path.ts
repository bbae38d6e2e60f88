import { AppError } from "@signalbox/errors";
import { didYouMean } from "./nearest-name.js";
import { assertSafeKey } from "./plain-tree.js";
import { childNode, mapValueNode, type SchemaNode } from "./schema-node.js";

/** Deepest path and longest name accepted from the environment or the command line. */
const MAX_PATH_PARTS = 32;
const MAX_NAME_CHARS = 200;

export const pathText = (path: readonly string[]): string => path.join(".");

/** Every declared setting below `node`, sections included; array members are not listed. */
export function declaredPaths(node: SchemaNode, base: readonly string[] = []): string[][] {
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    const path = [...base, key];
    return [path, ...declaredPaths(child, path)];
  });
}

/** The text for a key nobody declared: its full path, then the nearest sibling, else the same name elsewhere. */
export function unknownSetting(
  root: SchemaNode,
  siblings: SchemaNode,
  path: readonly string[],
): string {
  const given = path.at(-1) ?? "";
  const parents = path.slice(0, -1);
  const known = Object.keys(siblings.properties ?? {});
  const nearby = known.map((key) => pathText([...parents, key]));
  const close = didYouMean(given, known).replace(/(?<=mean ).*(?=\?)/, (name) =>
    parents.length === 0 ? name : (nearby[known.indexOf(name)] ?? name),
  );
  return `unknown setting ${pathText(path)}${close === "" ? elsewhere(root, given) : close}`;
}

function elsewhere(root: SchemaNode, name: string): string {
  const found = declaredPaths(root).find((path) => path.at(-1) === name);
  return found === undefined ? "" : `; did you mean ${pathText(found)}?`;
}

export interface ResolvedPath {
  /** Spelt as the schema spells it. */
  readonly path: readonly string[];
  readonly node: SchemaNode;
}

/** How one part of a path is matched to a declared key: exactly (`--set`) or by its environment form. */
export type MatchKey = (part: string, declared: readonly string[]) => string | undefined;

export const exactKey: MatchKey = (part, declared) => declared.find((key) => key === part);

/**
 * Finds the schema of a setting.
 *
 * @throws AppError `invalid_argument`: no such setting (with the nearest one), or a path beyond the limits.
 */
export function resolvePath(
  root: SchemaNode,
  parts: readonly string[],
  match: MatchKey,
): ResolvedPath {
  if (parts.length > MAX_PATH_PARTS || parts.some((part) => part.length > MAX_NAME_CHARS)) {
    throw new AppError("invalid_argument", `a path has at most ${MAX_PATH_PARTS} short parts`);
  }
  let node = root;
  const path: string[] = [];
  for (const part of parts) {
    assertSafeKey(part);
    const key = match(part, Object.keys(node.properties ?? {})) ?? undeclaredKey(node, part, match);
    const child = childNode(node, key);
    if (child === undefined || key === "") {
      throw new AppError("invalid_argument", unknownSetting(root, node, [...path, key]));
    }
    path.push(key);
    node = child;
  }
  return { path, node };
}

/** Keys of free maps are written in lower case when they come from the environment, as given otherwise. */
function undeclaredKey(node: SchemaNode, part: string, match: MatchKey): string {
  const isFree = mapValueNode(node) !== undefined || node.properties === undefined;
  return isFree && match === exactKey ? part : part.toLowerCase();
}
