import type { TSchema } from "typebox";

/** The part of JSON Schema a configuration is declared with, plus our annotation `secret`. */
export interface SchemaNode {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | SchemaNode;
  readonly patternProperties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly description?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly deprecated?: boolean;
  /** The value never appears in output, logs or errors. */
  readonly secret?: boolean;
}

/** Sees a typebox schema as what it is at run time: JSON Schema. */
export function nodeOf(schema: TSchema): SchemaNode {
  return schema;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function typesOf(node: SchemaNode): readonly string[] {
  if (node.type === undefined) return [];
  return typeof node.type === "string" ? [node.type] : node.type;
}

/** A section: an object whose keys are all declared, so any other key is a mistake. */
export function isSection(node: SchemaNode): boolean {
  const isOpen = node.additionalProperties === true || mapValueNode(node) !== undefined;
  return node.properties !== undefined && !isOpen;
}

/** The schema of the values of a free map such as `labels: { any: text }`. */
export function mapValueNode(node: SchemaNode): SchemaNode | undefined {
  if (typeof node.additionalProperties === "object") return node.additionalProperties;
  return Object.values(node.patternProperties ?? {})[0];
}

/** The schema of one member, or undefined when there can be none of that name. */
export function childNode(node: SchemaNode, key: string): SchemaNode | undefined {
  const { properties } = node;
  if (properties !== undefined && Object.hasOwn(properties, key)) return properties[key];
  const mapped = mapValueNode(node);
  if (mapped !== undefined) return mapped;
  if (node.items !== undefined && /^\d{1,6}$/.test(key)) return node.items;
  for (const branch of node.anyOf ?? []) {
    const found = childNode(branch, key);
    if (found !== undefined) return found;
  }
  return node.additionalProperties === true || acceptsAnything(node) ? {} : undefined;
}

function acceptsAnything(node: SchemaNode): boolean {
  const { type, properties, items, anyOf, enum: choices } = node;
  return (
    [type, properties, items, anyOf, choices].every((part) => part === undefined) &&
    !("const" in node)
  );
}

export function acceptsText(node: SchemaNode): boolean {
  if (node.anyOf !== undefined) return node.anyOf.some(acceptsText);
  if (node.enum !== undefined) return node.enum.some((choice) => typeof choice === "string");
  return typesOf(node).includes("string") || acceptsAnything(node);
}

export function acceptsOnlyText(node: SchemaNode): boolean {
  if (node.anyOf !== undefined) return node.anyOf.every(acceptsOnlyText);
  if (node.enum !== undefined) return node.enum.every((choice) => typeof choice === "string");
  const types = typesOf(node);
  return types.length === 1 && types[0] === "string";
}

export function acceptsNull(node: SchemaNode): boolean {
  if (node.anyOf !== undefined) return node.anyOf.some(acceptsNull);
  return typesOf(node).includes("null") || acceptsAnything(node);
}

/** True when `node` or anything declared below it is a secret: such a value is never shown, not even when misplaced. */
export function holdsSecret(node: SchemaNode): boolean {
  if (node.secret === true) return true;
  const below = [
    ...Object.values(node.properties ?? {}),
    ...Object.values(node.patternProperties ?? {}),
    ...(typeof node.additionalProperties === "object" ? [node.additionalProperties] : []),
    ...(node.items === undefined ? [] : [node.items]),
    ...(node.anyOf ?? []),
  ];
  return below.some(holdsSecret);
}
