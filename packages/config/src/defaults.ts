import { isRecord, isSection, mapValueNode, type SchemaNode } from "./schema-node.js";

/** True for a section that exists even when nobody mentions it: required, and declared key by key. */
function isAlwaysThere(parent: SchemaNode, key: string, node: SchemaNode): boolean {
  return isSection(node) && (parent.required ?? []).includes(key);
}

/** Puts every declared default where `value` has nothing, inside sections, lists and maps alike. Changes `value`. */
export function fillDefaults(node: SchemaNode, value: unknown): void {
  if (Array.isArray(value)) {
    for (const item of value) fillDefaults(node.items ?? {}, item);
    return;
  }
  if (!isRecord(value)) return;
  for (const [key, child] of Object.entries(node.properties ?? {})) {
    if (!Object.hasOwn(value, key)) {
      if (child.default !== undefined) value[key] = structuredClone(child.default);
      else if (isAlwaysThere(node, key, child)) value[key] = {};
    }
    if (Object.hasOwn(value, key)) fillDefaults(child, value[key]);
  }
  fillMap(node, value);
}

function fillMap(node: SchemaNode, value: Record<string, unknown>): void {
  const mapped = mapValueNode(node);
  if (mapped === undefined) return;
  for (const [key, member] of Object.entries(value)) {
    if (!Object.hasOwn(node.properties ?? {}, key)) fillDefaults(mapped, member);
  }
}
