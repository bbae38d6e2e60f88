import { AppError } from "@signalbox/errors";
import { CORE_SCHEMA, load, YAMLException } from "js-yaml";
import { copyTree, DEFAULT_TREE_LIMITS } from "./plain-tree.js";

/** Largest configuration file or value, in bytes of UTF-8. */
export const MAX_YAML_BYTES = 1024 * 1024;
const MAX_ALIASES = 1000;
/** Names of aliases and tags inside the library's reasons: text of the source, such as an unquoted password. */
const QUOTED_SOURCE = / ?("[^"]*"|!<[^>]*>)/g;

/** Reason and line, never the library's own message: that quotes the source, and the source may hold a secret. */
function refusal(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (!(error instanceof YAMLException)) return new AppError("invalid_argument", "not valid YAML");
  const where = error.mark === undefined ? "" : `line ${error.mark.line + 1}: `;
  return new AppError("invalid_argument", `${where}${error.reason.replace(QUOTED_SOURCE, "")}`);
}

const isBlank = (source: string): boolean =>
  source.split("\n").every((line) => /^\s*(#.*|---\s*)?$/.test(line));

/**
 * Parses YAML 1.2 (JSON included) into plain values. An empty document is undefined.
 *
 * @throws AppError `invalid_argument` with the line, for syntax, duplicate keys, forbidden keys, or anything past the
 *   limits on bytes, depth, aliases and expanded values.
 */
export function parseYaml(source: string): unknown {
  const sizeBytes = Buffer.byteLength(source);
  if (sizeBytes > MAX_YAML_BYTES) {
    throw new AppError("invalid_argument", `${sizeBytes} bytes, limit is ${MAX_YAML_BYTES}`);
  }
  if (isBlank(source)) return undefined;
  try {
    const { maxDepth } = DEFAULT_TREE_LIMITS;
    return copyTree(load(source, { schema: CORE_SCHEMA, maxDepth, maxAliases: MAX_ALIASES }));
  } catch (error) {
    throw refusal(error);
  }
}
