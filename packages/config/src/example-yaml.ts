import type { TSchema } from "typebox";
import { fillDefaults } from "./defaults.js";
import { typeName } from "./describe-config.js";
import { isSection, nodeOf, type SchemaNode } from "./schema-node.js";
import { yamlComment, yamlInline } from "./yaml-text.js";

const STEP = "  ";

function describe(node: SchemaNode, indent: string): string[] {
  const type = node.properties === undefined ? ` (${typeName(node)})` : "";
  return yamlComment(`${node.description ?? ""}${type}`, indent);
}

/** A list of sections shows, as a comment, what one entry looks like. */
function exampleEntry(node: SchemaNode, indent: string): string[] {
  const { items } = node;
  if (items?.properties === undefined) return [];
  const entry: Record<string, unknown> = {};
  fillDefaults(items, entry);
  return [`${indent}#${STEP}- ${yamlInline(entry)}`];
}

function settingLines(parent: SchemaNode, key: string, node: SchemaNode, indent: string): string[] {
  const isRequired = (parent.required ?? []).includes(key);
  const name = yamlInline(key);
  if (isSection(node) && node.default === undefined) {
    const lines = [`${indent}${name}:`, ...sectionLines(node, indent + STEP)];
    // An optional section stays a comment: writing its key down would switch it on.
    const shown = isRequired ? lines : lines.map((line) => commented(line, indent));
    return [...describe(node, indent), ...shown];
  }
  const setting =
    node.default === undefined
      ? `${indent}# ${name}:${isRequired ? " must be given" : ""}`
      : `${indent}${name}: ${yamlInline(node.default)}`;
  return [...describe(node, indent), setting, ...exampleEntry(node, indent)];
}

const commented = (line: string, indent: string): string =>
  `${indent}# ${line.slice(indent.length)}`.trimEnd();

function sectionLines(node: SchemaNode, indent: string): string[] {
  return Object.entries(node.properties ?? {}).flatMap(([key, child], index) => [
    ...(index === 0 ? [] : [""]),
    ...settingLines(node, key, child, indent),
  ]);
}

/**
 * A configuration file with every setting at its default and its description as a comment. Loading it gives the same
 * as loading nothing. The same schema always gives the same text.
 */
export function exampleYaml(schema: TSchema): string {
  return [...sectionLines(nodeOf(schema), ""), ""].join("\n");
}
