import type { Static, TSchema } from "typebox";
import { fillDefaults } from "./defaults.js";
import { layAll, type LayerOptions } from "./layers.js";
import { emptyDraft, originOf, type Draft, type Origin } from "./overlay.js";
import { Report } from "./report.js";
import { nodeOf, type SchemaNode } from "./schema-node.js";
import { pathText } from "./setting-path.js";
import { unknownKeys } from "./unknown-keys.js";
import { compile, valueProblems } from "./validate.js";

export interface LoadConfigOptions<Schema extends TSchema> extends LayerOptions {
  readonly schema: Schema;
  /** Problems between settings that are each fine alone; asked only when they are. */
  readonly rules?: (config: Static<Schema>) => readonly string[];
}

export interface LoadedConfig<Schema extends TSchema> {
  readonly value: Static<Schema>;
  /** `default`, `file`, `environment NAME` or `--set` for each setting, by its dotted path. */
  readonly origins: ReadonlyMap<string, Origin>;
  readonly warnings: readonly string[];
  readonly schema: Schema;
}

function checkValues(draft: Draft, report: Report): void {
  for (const text of unknownKeys(draft.root, draft.root, draft.values)) report.add("", text);
  for (const { path, text } of valueProblems(draft.root, compile(draft.root), draft.values)) {
    const origin = originOf(draft, path === "" ? [] : path.split("."));
    report.add(origin === "default" || origin === "file" ? "" : origin, text);
  }
}

function leafOrigins(draft: Draft): Map<string, Origin> {
  const origins = new Map<string, Origin>();
  const walk = (value: unknown, path: readonly string[]): void => {
    const members = typeof value === "object" && value !== null ? Object.entries(value) : [];
    if (members.length === 0 && path.length > 0) origins.set(pathText(path), originOf(draft, path));
    for (const [key, member] of members) walk(member, [...path, key]);
  };
  walk(draft.values, []);
  return origins;
}

function deprecations(node: SchemaNode, draft: Draft, path: readonly string[] = []): string[] {
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    const at = [...path, key];
    const isUsed = child.deprecated === true && originOf(draft, at) !== "default";
    const own = isUsed ? [`${pathText(at)} is deprecated: ${child.description ?? ""}`] : [];
    return [...own, ...deprecations(child, draft, at)];
  });
}

/**
 * Builds a configuration: defaults, then the file, then `SIGNALBOX_<SERVICE>__PATH__TO__KEY` (or its `_FILE` form, which
 * names a file holding the value), then `--set`. Later layers win; sections are merged, lists replaced.
 *
 * @throws ConfigError listing every problem of every layer: unknown keys with the nearest known one, wrong types and
 *   values, broken rules. Values of secrets never appear in it.
 */
export async function loadConfig<Schema extends TSchema>(
  options: LoadConfigOptions<Schema>,
): Promise<LoadedConfig<Schema>> {
  const { schema, service, rules } = options;
  const draft = emptyDraft(nodeOf(schema));
  const report = new Report();
  await layAll(draft, options, report);
  fillDefaults(draft.root, draft.values);
  checkValues(draft, report);
  report.throwIfAny(service);
  // ajv has just accepted the values against this very schema, which is what Static<Schema> stands for.
  const value = draft.values as Static<Schema>;
  for (const text of rules?.(value) ?? []) report.add("", text);
  report.throwIfAny(service);
  report.warnings.push(...deprecations(draft.root, draft));
  return { value, origins: leafOrigins(draft), warnings: report.warnings, schema };
}
