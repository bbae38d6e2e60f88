import type { TSchema } from "typebox";
import { mapValueNode, nodeOf, typesOf, type SchemaNode } from "./schema-node.js";
import { pathText } from "./setting-path.js";
import { yamlInline } from "./yaml-text.js";

/** One row of the reference table. */
export interface SettingRow {
  /** Dotted; `[]` for each entry of a list, `*` for each key of a free map: `peer_nodes[].host`. */
  readonly path: string;
  /** `duration`, `bytes`, `text`, `secret text`, `whole number 0 to 65535`, `one of a, b`, `list`, `map`, … */
  readonly type: string;
  /** As written in YAML; `required` where there is none, empty where the setting may be left out. */
  readonly default: string;
  readonly description: string;
}

function range(node: SchemaNode): string {
  const { minimum, maximum } = node;
  if (minimum !== undefined && maximum !== undefined) return ` ${minimum} to ${maximum}`;
  if (minimum !== undefined) return ` from ${minimum}`;
  return maximum === undefined ? "" : ` up to ${maximum}`;
}

const WORDS: Readonly<Record<string, string>> = {
  string: "text",
  integer: "whole number",
  boolean: "true or false",
  array: "list",
};

/** What may stand in the setting, in a few words. */
export function typeName(node: SchemaNode): string {
  if (node.secret === true) return "secret text";
  if (node.format !== undefined) return node.format;
  const choices = node.enum ?? node.anyOf?.map((branch) => branch.const);
  if (choices?.every((word) => word !== undefined) === true) {
    return `one of ${choices.map(yamlInline).join(", ")}`;
  }
  if (node.anyOf !== undefined) return [...new Set(node.anyOf.map(typeName))].join(" or ");
  if ("const" in node) return yamlInline(node.const);
  if (mapValueNode(node) !== undefined) return "map";
  const names = typesOf(node).map((type) => (WORDS[type] ?? type) + range(node));
  return names.length === 0 ? "anything" : names.join(" or ");
}

function defaultText(parent: SchemaNode, key: string, node: SchemaNode): string {
  if (node.default !== undefined) return yamlInline(node.default);
  return (parent.required ?? []).includes(key) ? "required" : "";
}

/** The settings inside one: of a section by name, of a list under `[]`, of a map under `*`. */
function rowsBelow(node: SchemaNode, path: string): SettingRow[] {
  const rows = Object.entries(node.properties ?? {}).flatMap(([key, child]) =>
    rowsOf(node, key, child, path === "" ? key : pathText([path, key])),
  );
  const mapped = mapValueNode(node);
  return [
    ...rows,
    ...(node.items === undefined ? [] : rowsBelow(node.items, `${path}[]`)),
    ...(mapped === undefined ? [] : rowsBelow(mapped, `${path}.*`)),
  ];
}

function rowsOf(parent: SchemaNode, key: string, node: SchemaNode, path: string): SettingRow[] {
  const below = rowsBelow(node, path);
  // A section is only a heading for what is in it.
  if (node.properties !== undefined && node.default === undefined && below.length > 0) return below;
  const description = `${node.deprecated === true ? "Deprecated. " : ""}${node.description ?? ""}`;
  const row = { path, type: typeName(node), default: defaultText(parent, key, node), description };
  return [row, ...below];
}

/** Every setting of a schema, in the order it is declared: the rows of the reference table. */
export function describeConfig(schema: TSchema): SettingRow[] {
  return rowsBelow(nodeOf(schema), "");
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");
const code = (text: string): string => (text === "" ? "" : `\`${cell(text)}\``);

/** The rows as a Markdown table with its heading. Ends in a newline. */
export function configTable(rows: readonly SettingRow[]): string {
  const lines = rows.map((row) => {
    const initial = row.default === "required" ? "required" : code(row.default);
    return `| ${code(row.path)} | ${cell(row.type)} | ${initial} | ${cell(row.description)} |`;
  });
  return ["| Setting | Type | Default | Meaning |", "| --- | --- | --- | --- |", ...lines, ""].join(
    "\n",
  );
}
