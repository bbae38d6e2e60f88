import { runSteps, type Steps } from "@signalbox/clock";
import type { Static, TSchema } from "typebox";
import { copyDocument, MAX_DOCUMENT_DEPTH } from "./copy-document.js";
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
  check(document: unknown): CheckedDocument<Schema>;
  /** The same in steps, for documents of megabytes in a service that has others to serve. */
  checkInSteps(document: unknown): Steps<CheckedDocument<Schema>>;
}

export type CheckedDocument<Schema extends TSchema> =
  { readonly value: Static<Schema> } | { readonly problems: string[] };

/** Compiles the schema once; a schema that is itself wrong throws. */
export function documentChecker<Schema extends TSchema>(schema: Schema): DocumentChecker<Schema> {
  const root = nodeOf(schema);
  const validate = compile(root);
  function* checkInSteps(document: unknown): Steps<CheckedDocument<Schema>> {
    const copied = copyDocument(document);
    if (copied === undefined)
      return { problems: [`it nests more than ${MAX_DOCUMENT_DEPTH} lists and sections`] };
    const value = copied.copy;
    yield;
    fillDefaults(root, value);
    yield;
    const unknown = unknownKeys(root, root, value);
    yield;
    const problems = [...unknown, ...valueProblems(root, validate, value).map(({ text }) => text)];
    // ajv has just accepted the value against this very schema.
    return problems.length > 0 ? { problems } : { value: value as Static<Schema> };
  }
  return { checkInSteps, check: (document) => runSteps(checkInSteps(document)) };
}
