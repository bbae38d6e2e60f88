import { dirname, resolve } from "node:path";
import { UsageError } from "@signalbox/command-line";
import { decimal, documentChecker, section, text } from "@signalbox/config";
import { Type, type Static, type TSchema } from "typebox";
import type { ExplainQuestion } from "../../core/explain.js";
import { readDocument } from "../offline/read-document.js";

const MAX_CASES = 100_000;
const MAX_NAMED_PROBLEMS = 10;

const anyObject = (description: string) =>
  Type.Unsafe<Readonly<Record<string, unknown>>>({
    type: "object",
    additionalProperties: true,
    description,
  });

/** Without the schema's default, so that it is known whether it was given. */
const optional = <Schema extends TSchema>({
  default: _,
  ...schema
}: Schema & { default?: unknown }) => Type.Optional(Type.Unsafe<Static<Schema>>(schema));

const caseSchema = section({
  name: text("", "What the case is about."),
  url: Type.String({ minLength: 1, description: "Whole URL, or from the path on." }),
  ip: optional(text("", "The client's address.")),
  method: optional(text("", "Default GET.")),
  headers: Type.Unsafe<Readonly<Record<string, string | string[]>>>({
    type: "object",
    additionalProperties: {
      anyOf: [{ type: "string" }, { type: "array", items: { type: "string" } }],
    },
    default: {},
    description: "Headers; a list makes one several times.",
  }),
  metrics: optional(anyObject("Laid over the metrics of the file.")),
  seed: optional(decimal(0, { min: 0, max: 1 - 2 ** -53 }, "What random choices are made from.")),
  expect: Type.Unsafe<string | string[] | null>({
    anyOf: [
      { type: "string", minLength: 1 },
      { type: "array", items: { type: "string", minLength: 1 }, minItems: 1 },
      { type: "null" },
    ],
    description: "The host, hosts of which one must be chosen, or null: none.",
  }),
  location: optional(text("", "Where the client must be sent, letter by letter.")),
});

const fileSchema = section({
  routing: Type.Unsafe<string | Readonly<Record<string, unknown>>>({
    anyOf: [{ type: "string" }, { type: "object", additionalProperties: true }],
    description: "A path, relative to the file, or the configuration itself.",
  }),
  metrics: optional(anyObject("The selection input of every case.")),
  cases: Type.Unsafe<Static<typeof caseSchema>[]>({
    type: "array",
    items: caseSchema,
    minItems: 1,
    maxItems: MAX_CASES,
    description: "The cases.",
  }),
});

export interface RouteCase {
  readonly name: string;
  readonly question: ExplainQuestion;
  readonly metrics: Readonly<Record<string, unknown>>;
  /** One of them must be chosen; undefined: none may be. */
  readonly hosts: readonly string[] | undefined;
  readonly location: string | undefined;
}

export interface CasesFile {
  readonly routing: Readonly<Record<string, unknown>>;
  /** What to call the configuration in errors. */
  readonly routingName: string;
  readonly metrics: Readonly<Record<string, unknown>>;
  readonly cases: readonly RouteCase[];
}

const checker = documentChecker(fileSchema);

/**
 * @param seed for the cases that have none of their own
 * @throws UsageError that names the file and what is wrong with it
 */
export async function readCasesFile(path: string, seed: number): Promise<CasesFile> {
  const checked = checker.check(await readDocument(path));
  if ("problems" in checked) throw new UsageError(`${path}: ${summary(checked.problems)}`);
  const { routing, metrics = {}, cases } = checked.value;
  const read = { metrics, cases: cases.map((each) => toCase(each, seed)) };
  if (typeof routing !== "string") return { routing, routingName: `${path}: routing`, ...read };
  const routingPath = resolve(dirname(path), routing);
  return { routing: await readDocument(routingPath), routingName: routingPath, ...read };
}

function toCase(given: Static<typeof caseSchema>, seed: number): RouteCase {
  const { name, url, ip, method, headers, metrics = {}, expect, location } = given;
  const pairs = Object.entries(headers).flatMap(([header, values]) =>
    [values].flat().map((value) => [header, value] as const),
  );
  return {
    name: name === "" ? url : name,
    question: {
      url,
      headers: pairs,
      seed: given.seed ?? seed,
      ...(ip === undefined ? {} : { ip }),
      ...(method === undefined ? {} : { method }),
    },
    metrics,
    hosts: expect === null ? undefined : [expect].flat(),
    location,
  };
}

function summary(problems: readonly string[]): string {
  const more = problems.length - MAX_NAMED_PROBLEMS;
  const named = problems.slice(0, MAX_NAMED_PROBLEMS).join("; ");
  return more > 0 ? `${named}; and ${more} more` : named;
}
