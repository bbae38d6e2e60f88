import { oneLine } from "@signalbox/errors";
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import type { InfoObject } from "../info/declarations.js";
import { infoTypes, type InfoType } from "../info/info-type.js";
import { schemaFor } from "./schema-for.js";
import { schemaUrl, type SchemaName } from "./schema-url.js";
import { uniqueItems } from "./unique-items.js";

/** One thing in which a value differs from its schema. */
export interface InfoProblem {
  /** JSON pointer to the place, `""` for the whole. */
  readonly path: string;
  /** Such as `must have required property 'measRef'`. */
  readonly problem: string;
}

export interface InfoValidatorOptions {
  /** Most problems told of one value; default 100. */
  readonly maxProblems?: number;
}

const DEFAULT_MAX_PROBLEMS = 100;

function wordsOf({ message, keyword, params }: ErrorObject): string {
  const words = message ?? keyword;
  if (keyword === "additionalProperties") {
    return `${words}: '${String(params["additionalProperty"])}'`;
  }
  const allowed: unknown = keyword === "enum" ? params["allowedValues"] : undefined;
  return Array.isArray(allowed) ? `${words}: ${allowed.join(", ")}` : words;
}

/** Paths and words may hold names of the sender's choice. */
function problemOf(error: ErrorObject): InfoProblem {
  return { path: oneLine(error.instancePath), problem: oneLine(wordsOf(error)) };
}

/**
 * Checks values against the schemas of 20151105. Each schema is compiled when it is first asked for. Takes time and memory in
 * proportion to the value, so bound what comes from others first; `readInfoReply` does.
 */
export class InfoValidator {
  readonly #ajv = new Ajv({ allErrors: true, strict: true });
  readonly #maxProblems: number;

  constructor(options: InfoValidatorOptions = {}) {
    this.#ajv.removeKeyword("uniqueItems").addKeyword(uniqueItems);
    this.#maxProblems = options.maxProblems ?? DEFAULT_MAX_PROBLEMS;
    for (const name of [...infoTypes, "data", "error"] as const)
      this.#ajv.addSchema(schemaFor(name));
  }

  #checkOf(name: SchemaName): ValidateFunction {
    return this.#ajv.getSchema(schemaUrl(name)) ?? this.#ajv.compile(schemaFor(name));
  }

  /** In which points `value` is not an info object of `type`, a data item or an error; empty when it conforms. */
  problems(name: SchemaName, value: unknown): readonly InfoProblem[] {
    const check = this.#checkOf(name);
    if (check(value)) return [];
    return (check.errors ?? []).slice(0, this.#maxProblems).map(problemOf);
  }

  conforms<T extends InfoType>(type: T, value: unknown): value is InfoObject<T> {
    return this.#checkOf(type)(value);
  }
}
