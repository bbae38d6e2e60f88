import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { AppError, oneLine } from "@signalbox/errors";
import { parseBytes } from "./bytes.js";
import { parseDurationMs } from "./duration.js";
import { childNode, holdsSecret, typesOf, type SchemaNode } from "./schema-node.js";
import { pathText } from "./setting-path.js";

/** Longest part of a wrong value that is shown. */
const MAX_SHOWN_CHARS = 60;

function problemOf(parse: (given: string) => number, given: string): string | undefined {
  try {
    parse(given);
    return undefined;
  } catch (error) {
    return AppError.from(error).message;
  }
}

const FORMATS = { duration: parseDurationMs, bytes: parseBytes } as const;

/**
 * Compiles a schema. Unknown keys are reported elsewhere, with suggestions.
 *
 * @throws Error for a schema that is itself wrong, which is a mistake in the program.
 */
export function compile(root: SchemaNode): ValidateFunction {
  const ajv = new Ajv({
    allErrors: true,
    strict: true,
    strictTypes: false,
    strictRequired: false,
    verbose: true,
  });
  ajv.addKeyword({ keyword: "secret", schemaType: "boolean" });
  for (const [name, parse] of Object.entries(FORMATS)) {
    ajv.addFormat(name, (given: string) => problemOf(parse, given) === undefined);
  }
  return ajv.compile(root);
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a section of settings",
  null: "empty",
};

function typeText(types: readonly string[]): string {
  return types.map((type) => TYPE_WORDS[type] ?? type).join(" or ");
}

function shown(value: unknown): string {
  const text = typeof value === "number" ? String(value) : JSON.stringify(value);
  const cut = text.length > MAX_SHOWN_CHARS ? `${text.slice(0, MAX_SHOWN_CHARS)}...` : text;
  return oneLine(cut);
}

function words(choices: readonly unknown[]): string {
  return choices.map((choice) => (typeof choice === "string" ? choice : shown(choice))).join(", ");
}

function parameter(error: ErrorObject, name: string): string {
  const params: Readonly<Record<string, unknown>> = error.params;
  return shown(params[name]);
}

const LIMITS: Readonly<Record<string, string>> = {
  minimum: "must be at least",
  exclusiveMinimum: "must be above",
  maximum: "must be at most",
  exclusiveMaximum: "must be below",
  minLength: "must have at least this many characters:",
  maxLength: "must have at most this many characters:",
  minItems: "must have at least this many entries:",
  maxItems: "must have at most this many entries:",
};

function anyOfText(node: SchemaNode): string {
  const branches = node.anyOf ?? [];
  if (branches.every((branch) => "const" in branch)) {
    return `must be one of ${words(branches.map((branch) => branch.const))}`;
  }
  return `must be ${typeText([...new Set(branches.flatMap(typesOf))])} of one of the documented forms`;
}

function expectation(error: ErrorObject, node: SchemaNode): string {
  const limit = LIMITS[error.keyword];
  if (limit !== undefined) return `${limit} ${parameter(error, "limit")}`;
  switch (error.keyword) {
    case "type": {
      const isUnquoted = typesOf(node).includes("string") && typeof error.data !== "object";
      return `must be ${typeText(typesOf(node))}${isUnquoted ? "; put it in quotes" : ""}`;
    }
    case "enum":
      return `must be one of ${words(node.enum ?? [])}`;
    case "const":
      return `must be ${shown(node.const)}`;
    case "anyOf":
      return anyOfText(node);
    case "pattern":
      return `must match ${parameter(error, "pattern")}`;
    default:
      return error.message ?? "is not allowed";
  }
}

function formatProblem(error: ErrorObject, node: SchemaNode): string | undefined {
  if (error.keyword !== "format" || typeof error.data !== "string") return undefined;
  if (node.format === "duration") return problemOf(parseDurationMs, error.data);
  return node.format === "bytes" ? problemOf(parseBytes, error.data) : undefined;
}

/** `undefined` for errors that another one, or the search for unknown keys, already tells. */
function describe(root: SchemaNode, error: ErrorObject): string | undefined {
  if (error.schemaPath.includes("/anyOf/") || error.keyword === "additionalProperties")
    return undefined;
  const path = error.instancePath.split("/").slice(1).map(unescapePointer);
  if (error.keyword === "required") {
    return `${pathText([...path, String(error.params["missingProperty"])])} is required`;
  }
  const node = path.reduce<SchemaNode>((at, key) => childNode(at, key) ?? {}, root);
  const name = path.length === 0 ? "the document" : pathText(path);
  // A declared secret, and anything put where a secret belongs, is described but never quoted.
  if (holdsSecret(node)) return `${name} ${expectation(error, node)}`;
  return `${name}: ${formatProblem(error, node) ?? `${expectation(error, node)}, got ${shown(error.data)}`}`;
}

const unescapePointer = (part: string): string => part.replaceAll("~1", "/").replaceAll("~0", "~");

export interface ValueProblem {
  readonly path: string;
  readonly text: string;
}

/** Every way `value` breaks the schema, with the path it concerns. */
export function valueProblems(
  root: SchemaNode,
  validate: ValidateFunction,
  value: unknown,
): ValueProblem[] {
  if (validate(value)) return [];
  return (validate.errors ?? []).flatMap((error) => {
    const text = describe(root, error);
    const path = error.instancePath.split("/").slice(1).map(unescapePointer);
    return text === undefined ? [] : [{ path: pathText(path), text }];
  });
}
