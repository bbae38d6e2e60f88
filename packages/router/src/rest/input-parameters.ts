import { parseDurationMs } from "@signalbox/config";
import { AppError } from "@signalbox/errors";
import { readSelection, selectEntries, type InputValue } from "@signalbox/selection-input";
import { isJsonObject } from "./read-json.js";
import { json, type RestAnswer, type RestParameter, type RestRequest } from "./rest-route.js";

/** Version of the API: what `search` matches, and what PUT and POST do, depends on it. */
export type ApiVersion = "v1" | "v2";

const SORT: RestParameter = {
  name: "sort",
  type: "asc or desc",
  meaning: "Orders the keys of an object.",
};
const LIMIT: RestParameter = {
  name: "limit",
  type: "number above 0",
  meaning: "Shows so many keys, after sorting.",
};
/** Source of all parameters: reference cdn-router 6.4. */
export const v1ReadParameters: readonly RestParameter[] = [
  { name: "search", type: "string", meaning: "Shows the keys that start so; `*` is any text." },
  SORT,
  LIMIT,
];
const CORRELATION: RestParameter = {
  name: "correlation_id",
  type: "string",
  meaning: "Accepted for compatibility; not used.",
};
export const v2ReadParameters: readonly RestParameter[] = [
  { name: "search", type: "string", meaning: "Shows the keys that match whole; `*` is any text." },
  SORT,
  LIMIT,
  CORRELATION,
];
export const v1DeleteParameters: readonly RestParameter[] = [];
export const v2DeleteParameters: readonly RestParameter[] = [CORRELATION];
const TTL: RestParameter = {
  name: "ttl",
  type: "duration such as 10m or 1h; a bare number is seconds",
  meaning: "What this request writes is gone after so long. Without it, it stays.",
};
export const v1WriteParameters: readonly RestParameter[] = [TTL];
export const v2WriteParameters: readonly RestParameter[] = [TTL, CORRELATION];

/** @throws AppError `invalid_argument` when `ttl` is no duration */
export function ttlOf({ parameters }: RestRequest): number | undefined {
  const ttl = parameters.get("ttl");
  return ttl === undefined ? undefined : parseDurationMs(ttl);
}

/** Picks the keys that `search`, `sort` and `limit` ask for, in their order. */
export function selectedKeys(
  keys: Iterable<string>,
  request: RestRequest,
  version: ApiVersion,
): readonly string[] {
  // The order and the search look at keys alone; null stands for values that need not be made yet.
  const found = Object.fromEntries(Array.from(keys, (key) => [key, null]));
  return selectEntries(found, selectionOf(request, version)).map(([key]) => key);
}

/** @throws AppError `not_found`, or `invalid_argument` when keys are asked for where there are none */
export function showValue(
  value: InputValue | undefined,
  request: RestRequest,
  version: ApiVersion,
): RestAnswer {
  if (value === undefined) throw nothingAt(request.segments);
  // A list is no object here, which the check of the type alone does not tell the compiler of a readonly list.
  if (isJsonObject(value) && !isList(value)) {
    return { kind: "entries", entries: selectEntries(value, selectionOf(request, version)) };
  }
  if (["search", "sort", "limit"].some((name) => request.parameters.has(name))) {
    throw new AppError("invalid_argument", "search, sort and limit need an object at the path");
  }
  return json(value);
}

export function nothingAt(path: readonly string[]): AppError {
  return new AppError("not_found", `there is nothing at ${JSON.stringify(path.join("/"))}`);
}

function selectionOf({ parameters }: RestRequest, version: ApiVersion) {
  const [search, sort, limit] = ["search", "sort", "limit"].map((name) => parameters.get(name));
  return readSelection({ search, sort, limit }, version === "v1" ? "start" : "whole");
}

const isList = (value: InputValue): value is readonly InputValue[] => Array.isArray(value);
