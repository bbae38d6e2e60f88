import { NotCompiled } from "./arguments.js";
import {
  fromInput,
  LeftToInterpreter,
  LuaError,
  typeName,
  type Closure,
  type EvaluationContext,
  type LuaValue,
} from "./context.js";
import type { Piece } from "./builtins.js";
import { queryTable, requestFields, sessionFields } from "../request-view.js";

const INDEX_LIKE = /^\d+$/;

/** Reads `selection_input.a.b.c` in one step; only when nothing is there it matters where the way ended. */
function inputPath(keys: readonly string[]): Piece {
  const [top] = keys;
  if (top === undefined || keys.some((key) => INDEX_LIKE.test(key))) throw new NotCompiled();
  const run: Closure = (context) => {
    context.reads?.note(top);
    context.reads?.paths?.push(keys);
    const value = context.input.at(keys);
    return value === undefined ? missing(context, keys) : fromInput(value);
  };
  return { run, isVolatile: false, isConstant: false };
}

/** nil when the table is there and the key is not; an error when the table is missing too. */
function missing({ input }: EvaluationContext, keys: readonly string[]): LuaValue {
  if (keys.length === 1) return undefined;
  const parent = keys.slice(0, -1);
  const value = fromInput(input.at(parent));
  if (typeName(value) === "table") return undefined;
  // A text answers with the functions of the string library.
  if (typeof value === "string") throw new LeftToInterpreter();
  const [name] = parent.slice(-1);
  throw new LuaError(`attempt to index a ${typeName(value)} value (field '${name ?? "?"}')`);
}

type FieldOf = (context: EvaluationContext, key: string) => LuaValue;

const TABLES: ReadonlyMap<string, FieldOf> = new Map<string, FieldOf>([
  ["request", ({ request }, key) => request && requestFields.get(key)?.(request)],
  [
    "session",
    ({ request, host }, key) =>
      key === "host" ? host?.hostname : request && sessionFields.get(key)?.(request),
  ],
  ["request_headers", ({ request }, key) => request?.header(key)],
  ["request_query_params", ({ request }, key) => request && queryTable(request).get(key)],
  ["session_query_params", ({ request }, key) => request && queryTable(request).get(key)],
  ["session_groups", ({ request }, key) => request?.groups().get(key)],
]);

/** Indexing of a global table by constant keys (reference cdn-router 5.2). */
export function compileIndex(table: string, keys: readonly string[]): Piece {
  if (table === "selection_input") return inputPath(keys);
  const read = TABLES.get(table);
  const [key] = keys;
  if (read === undefined || key === undefined || keys.length !== 1) throw new NotCompiled();
  return { run: (context) => read(context, key), isVolatile: true, isConstant: false };
}
