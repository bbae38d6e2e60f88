import { AppError } from "@signalbox/errors";

/** Bounds on a configuration as a tree, aliases counted each time they are used. */
export interface TreeLimits {
  readonly maxNodes: number;
  readonly maxDepth: number;
}

export const DEFAULT_TREE_LIMITS: TreeLimits = { maxNodes: 50_000, maxDepth: 32 };

/** Names that reach an object's prototype when assigned or read carelessly (reference reliability 2.4, X03). */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/** @throws AppError `invalid_argument` for a key that could reach a prototype. */
export function assertSafeKey(key: string): void {
  if (FORBIDDEN_KEYS.has(key)) {
    throw new AppError("invalid_argument", `the key ${key} is not allowed`);
  }
}

/**
 * Copies a parsed document into plain objects and arrays of its own: shared and circular parts are written out, which
 * is what makes an alias bomb cost something, and stopped at the limits.
 *
 * @throws AppError `invalid_argument` past a limit or for a forbidden key.
 */
export function copyTree(value: unknown, limits: TreeLimits = DEFAULT_TREE_LIMITS): unknown {
  let nodes = 0;
  const copy = (part: unknown, depth: number): unknown => {
    if (++nodes > limits.maxNodes) {
      throw new AppError("invalid_argument", `more than ${limits.maxNodes} values`);
    }
    if (typeof part !== "object" || part === null) return part;
    if (depth >= limits.maxDepth) {
      throw new AppError("invalid_argument", `nested deeper than ${limits.maxDepth} levels`);
    }
    if (Array.isArray(part)) return part.map((item) => copy(item, depth + 1));
    const result: Record<string, unknown> = {};
    for (const [key, member] of Object.entries(part)) {
      assertSafeKey(key);
      result[key] = copy(member, depth + 1);
    }
    return result;
  };
  return copy(value, 0);
}
