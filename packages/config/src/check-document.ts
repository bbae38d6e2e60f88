import type { Static, TSchema } from "typebox";
import { fillDefaults } from "./defaults.js";
import { nodeOf } from "./schema-node.js";
import { unknownKeys } from "./unknown-keys.js";
import { compile, valueProblems } from "./validate.js";

/** Checks documents of one kind that arrive while a service runs, as `loadConfig` checks its file. */
export interface DocumentChecker<Schema extends TSchema> {
  /**
   * @param document Parsed JSON; it is copied, not changed.
   * @returns the document with every declared default filled in, or every problem with the path it concerns
   */
  check(document: unknown): { readonly value: Static<Schema> } | { readonly problems: string[] };
}

/** Compiles the schema once; a schema that is itself wrong throws. */
export function documentChecker<Schema extends TSchema>(schema: Schema): DocumentChecker<Schema> {
  const root = nodeOf(schema);
  const validate = compile(root);
  return {
    check: (document) => {
      const value: unknown = structuredClone(document);
      fillDefaults(root, value);
      const problems = [
        ...unknownKeys(root, root, value),
        ...valueProblems(root, validate, value).map(({ text }) => text),
      ];
      // ajv has just accepted the value against this very schema.
      return problems.length > 0 ? { problems } : { value: value as Static<Schema> };
    },
  };
}
