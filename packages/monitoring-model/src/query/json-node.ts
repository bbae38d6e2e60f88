/** A JSON value with its place in the text. Numbers keep their text: a double would round the integers of a query. */
export type JsonNode =
  | { readonly kind: "string"; readonly text: string; readonly at: number }
  | { readonly kind: "number"; readonly raw: string; readonly at: number }
  | { readonly kind: "boolean"; readonly value: boolean; readonly at: number }
  | { readonly kind: "null"; readonly at: number }
  | { readonly kind: "array"; readonly items: readonly JsonNode[]; readonly at: number }
  | {
      readonly kind: "object";
      /** A map, so that `__proto__` is a name like any other; of equal names the last one counts. */
      readonly members: ReadonlyMap<string, JsonNode>;
      readonly at: number;
    };

export type JsonObjectNode = Extract<JsonNode, { kind: "object" }>;

/** What a value is, with its article, for messages. */
export function kindOf(node: JsonNode | undefined): string {
  if (node === undefined) return "missing";
  return ARTICLES[node.kind];
}

const ARTICLES = {
  string: "a string",
  number: "a number",
  boolean: "true or false",
  null: "null",
  array: "a list",
  object: "an object",
} as const;
