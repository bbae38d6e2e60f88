import { oneLine } from "@signalbox/errors";
import type { TSchema } from "typebox";
import type { LoadedConfig } from "./load-config.js";
import { childNode, holdsSecret, isRecord, nodeOf, type SchemaNode } from "./schema-node.js";
import { yamlInline } from "./yaml-text.js";

const STEP = "  ";
/** Stands for every secret that is set, whatever its length. */
export const SECRET_MASK = "********";

interface Printer {
  readonly origins: ReadonlyMap<string, string>;
  readonly lines: string[];
}

const isEmpty = (value: unknown): boolean => value === "" || value === null || value === undefined;

/** Declared keys first, in their order; then the keys of free maps, sorted, so that the text is always the same. */
function orderedKeys(node: SchemaNode, value: Record<string, unknown>): string[] {
  const declared = Object.keys(node.properties ?? {}).filter((key) => Object.hasOwn(value, key));
  const others = Object.keys(value).filter((key) => !declared.includes(key));
  return [...declared, ...others.sort()];
}

function membersOf(
  value: unknown,
  node: SchemaNode,
): [label: string, key: string, member: unknown][] {
  if (Array.isArray(value)) return value.map((item, index) => ["-", String(index), item]);
  if (!isRecord(value)) return [];
  return orderedKeys(node, value).map((key) => [`${yamlInline(key)}:`, key, value[key]]);
}

function print(
  printer: Printer,
  value: unknown,
  node: SchemaNode,
  path: string,
  indent: string,
): void {
  for (const [label, key, member] of membersOf(value, node)) {
    const child = childNode(node, key) ?? {};
    const at = path === "" ? key : `${path}.${key}`;
    const isWhole = child.secret === true || membersOf(member, child).length === 0;
    if (!isWhole) {
      printer.lines.push(`${indent}${label}`);
      print(printer, member, child, at, indent + STEP);
      continue;
    }
    const isMasked = (child.secret === true || holdsSecret(child)) && hasContent(member);
    const shown = isMasked ? `"${SECRET_MASK}"` : yamlInline(member);
    const origin = oneLine(printer.origins.get(at) ?? "default");
    printer.lines.push(`${indent}${label} ${shown} # ${origin}`);
  }
}

const hasContent = (member: unknown): boolean =>
  !isEmpty(member) &&
  !(typeof member === "object" && member !== null && Object.keys(member).length === 0);

/** The configuration in force as YAML, each value with where it came from as a comment, secrets masked. */
export function renderEffectiveConfig<Schema extends TSchema>(
  loaded: LoadedConfig<Schema>,
): string {
  const printer: Printer = { origins: loaded.origins, lines: [] };
  print(printer, loaded.value, nodeOf(loaded.schema), "", "");
  return [...printer.lines, ""].join("\n");
}
