import { createHash } from "node:crypto";

/** What makes two runs the same run. */
export interface KeyParts {
  readonly argv: readonly string[];
  /** Variables that change the result, with their values; undefined is different from empty. */
  readonly variables: ReadonlyMap<string, string | undefined>;
  /** Only when the result depends on it. */
  readonly cwd?: string;
  /** Chosen by the user instead of the arguments. */
  readonly name?: string;
}

const SCHEME = "signalbox run 1";
const ABSENT = "-";

/** A text with its length in bytes before it, so that no two lists of texts run together. */
function prefixed(text: string | undefined): string {
  return text === undefined ? ABSENT : `${Buffer.byteLength(text)}:${text}`;
}

function prefixedList(texts: readonly (string | undefined)[]): string {
  return `${texts.length};${texts.map(prefixed).join("")}`;
}

/**
 * The text the key is a hash of. No two different sets of parts give the same text, whatever separators they contain;
 * the order in which variables were chosen does not matter.
 */
export function keyText(parts: KeyParts): string {
  const names = [...parts.variables.keys()].sort();
  return [
    SCHEME,
    prefixed(parts.name),
    prefixedList(parts.name === undefined ? parts.argv : []),
    prefixedList(names),
    prefixedList(names.map((name) => parts.variables.get(name))),
    prefixed(parts.cwd),
  ].join("\n");
}

/**
 * The cache key of a run: the user's own name as it is when nothing else was chosen, so that `get` and `del` find it;
 * otherwise the lower-case hex SHA-256 of `keyText`.
 */
export function cacheKey(parts: KeyParts): string {
  const isBareName = parts.variables.size === 0 && parts.cwd === undefined;
  if (parts.name !== undefined && isBareName) return parts.name;
  return createHash("sha256").update(keyText(parts)).digest("hex");
}
