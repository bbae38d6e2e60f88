import type { FuncKeywordDefinition } from "ajv";

/** A text that two flat records share only if they are equal; undefined for anything else. */
function keyOf(item: unknown): string | undefined {
  if (typeof item !== "object" || item === null) return undefined;
  const fields = Object.entries(item);
  if (!fields.every(([, value]) => typeof value === "string")) return undefined;
  return JSON.stringify(fields.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isWithoutRepetitions(_wanted: boolean, items: readonly unknown[]): boolean {
  const seen = new Set<string>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined) continue;
    if (seen.has(key)) return false;
    seen.add(key);
  }
  return true;
}

/**
 * `uniqueItems` in linear time: the built-in one compares each with each, which takes minutes for a list of 50,000. Compares
 * records of texts, which is what our lists hold; items of another kind fail for what they are.
 */
export const uniqueItems: FuncKeywordDefinition = {
  keyword: "uniqueItems",
  type: "array",
  schemaType: "boolean",
  errors: false,
  error: { message: "must NOT have duplicate items" },
  validate: isWithoutRepetitions,
};
