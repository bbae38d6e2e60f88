import type {
  DataQueryError,
  DataQueryOptions,
  DataQueryReading,
  EmptyQuery,
} from "./data-query.js";
import type { JsonNode } from "./json-node.js";
import { readJsonText } from "./json-text.js";
import { echo } from "./query-error.js";
import { DEFAULT_DATA_QUERY_LIMITS } from "./query-limits.js";
import { checkLimit, QueryOutcome } from "./query-outcome.js";
import { eventsOf, filtersOf, objectsOf, type QueryContext, rangeOf } from "./read-filters.js";

/**
 * Reads the value of `q` (datastore-polling, 3.1 to 3.3, 9.1 to 9.8, 9.13). Never throws.
 *
 * @param text The value after percent-decoding, in which `+` has become a space as in every query string: that is the caller's
 *   part, and why ids with `+` must be sent as `%2B`. `undefined`: there is no `q`.
 */
export function readDataQuery(
  text: string | undefined,
  options: DataQueryOptions,
): DataQueryReading {
  return readWith(text, options, (root, context) => {
    const { ts, eventType, obj } = filtersOf(root, context, true);
    const events = eventsOf(eventType, context);
    const { objectType, ids } = objectsOf("obj", obj, context);
    const { fromUs, toUs } = rangeOf(ts, context, false);
    if (events.length === 0) throw new QueryOutcome("empty", "no events are asked for");
    if (ids.length === 0) throw new QueryOutcome("empty", "no ids are asked for");
    return { kind: "query", query: { events, fromUs, toUs, objectType, ids } } as const;
  });
}

interface Remarks {
  readonly notes: readonly string[];
  readonly tolerated: readonly string[];
}

/** The frame of every reader: text to JSON, outcomes to results, remarks of the way there. */
export function readWith<Found extends object>(
  text: string | undefined,
  options: DataQueryOptions,
  read: (root: JsonNode, context: QueryContext) => Found,
): (Found & Remarks) | EmptyQuery | DataQueryError {
  const limits = { ...DEFAULT_DATA_QUERY_LIMITS, ...options.limits };
  const notes: string[] = [];
  const tolerated: string[] = [];
  try {
    const root = jsonOf(text, { ...options, limits, tolerated });
    const found = read(root, { text: text ?? "", mode: options.mode, limits, notes });
    return { ...found, notes, tolerated };
  } catch (reason) {
    if (!(reason instanceof QueryOutcome)) throw reason;
    if (reason.kind === "empty") return { kind: "empty", reason: reason.message, notes, tolerated };
    const status = reason.kind === "limit_exceeded" ? 413 : 400;
    const { kind: code, message, limit } = reason;
    return { kind: "error", code, message, status, ...(limit && { limit }) };
  }
}

function jsonOf(
  text: string | undefined,
  options: Pick<QueryContext, "limits"> & { tolerant: boolean; tolerated: string[] },
): JsonNode {
  const { maxDepth } = options.limits;
  if (text === undefined) throw new QueryOutcome("missing_query", "parameter q is missing");
  checkLimit("characters", text.length, options.limits, "maxTextChars");
  const strict = readJsonText(text, { maxDepth, tolerant: false });
  if (strict.ok) return strict.node;
  const second = options.tolerant ? readJsonText(text, { maxDepth, tolerant: true }) : strict;
  if (second.ok) {
    options.tolerated.push(...second.tolerated);
    return second.node;
  }
  if (strict.isTooDeep || second.isTooDeep)
    throw new QueryOutcome(
      "limit_exceeded",
      `query is nested too deep, limit is ${maxDepth}`,
      "maxDepth",
    );
  throw new QueryOutcome(
    "not_json",
    `query: ${echo(text)} had error: ${strict.problem} at character ${strict.at + 1}; failed to parse as JSON`,
  );
}
