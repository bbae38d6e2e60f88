import { childNode, isRecord, isSection, type SchemaNode } from "./schema-node.js";
import { unknownSetting } from "./setting-path.js";

/** One text for each key, at any level, that no section declares. */
export function unknownKeys(
  root: SchemaNode,
  node: SchemaNode,
  value: unknown,
  path: readonly string[] = [],
): string[] {
  if (Array.isArray(value)) {
    const items = node.items ?? {};
    return value.flatMap((item, index) => unknownKeys(root, items, item, [...path, `${index}`]));
  }
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const at = [...path, key];
    const child = childNode(node, key);
    if (child !== undefined) return unknownKeys(root, child, member, at);
    return isSection(node) ? [unknownSetting(root, node, at)] : [];
  });
}
