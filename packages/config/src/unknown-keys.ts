import { childNode, isRecord, isSection, type SchemaNode } from "./schema-node.js";
import { unknownSetting } from "./setting-path.js";

/** Most texts made: finding the nearest name takes time, and nobody reads hundreds. */
const MAX_UNKNOWN = 200;

/** One text for each key, at any level, that no section declares; of very many the first 200. */
export function unknownKeys(root: SchemaNode, node: SchemaNode, value: unknown): string[] {
  const found: string[] = [];
  collect({ root, found }, node, value, []);
  return found;
}

interface Search {
  readonly root: SchemaNode;
  readonly found: string[];
}

function collect(search: Search, node: SchemaNode, value: unknown, path: readonly string[]): void {
  if (search.found.length >= MAX_UNKNOWN) return;
  if (Array.isArray(value)) {
    const items = node.items ?? {};
    for (const [index, item] of value.entries())
      collect(search, items, item, [...path, `${index}`]);
  } else if (isRecord(value)) {
    for (const [key, member] of Object.entries(value)) {
      const at = [...path, key];
      const child = childNode(node, key);
      if (child !== undefined) collect(search, child, member, at);
      else if (isSection(node) && search.found.length < MAX_UNKNOWN)
        search.found.push(unknownSetting(search.root, node, at));
    }
  }
}
