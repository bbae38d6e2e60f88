/** Levels of lists and sections in a document; recursion goes no deeper. */
export const MAX_DOCUMENT_DEPTH = 512;

/**
 * A copy of parsed JSON or YAML, several times faster than `structuredClone`.
 *
 * @returns undefined when it is deeper than `MAX_DOCUMENT_DEPTH`
 */
export function copyDocument(document: unknown): { readonly copy: unknown } | undefined {
  try {
    return { copy: copyOf(document, 0) };
  } catch (error) {
    if (error === TOO_DEEP) return undefined;
    throw error;
  }
}

const TOO_DEEP = new Error("too deep");

function copyOf(value: unknown, depth: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (depth >= MAX_DOCUMENT_DEPTH) throw TOO_DEEP;
  if (Array.isArray(value)) return value.map((item) => copyOf(item, depth + 1));
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    const part = copyOf(item, depth + 1);
    if (key === "__proto__") Object.defineProperty(copy, key, { value: part, enumerable: true });
    else copy[key] = part;
  }
  return copy;
}
