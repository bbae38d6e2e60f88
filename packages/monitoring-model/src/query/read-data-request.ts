import {
  AGGREGATIONS,
  type DataAggregation,
  type DataQueryOptions,
  type DataRequest,
  type DataRequestReading,
} from "./data-query.js";
import { type JsonNode, kindOf } from "./json-node.js";
import { checkLimit, QueryOutcome } from "./query-outcome.js";
import { eventsOf, filtersOf, objectsOf, type QueryContext, rangeOf } from "./read-filters.js";
import { readWith } from "./read-data-query.js";
import { readStepUs } from "./step.js";

/**
 * Reads the extended form, of which the original's is a part: what `readDataQuery` reads gives the same query here. Never throws.
 * Besides `filters`, an object may hold
 *
 * - `latest` (boolean): the last point of each series only; `filters.ts` may then lack bounds or be missing,
 * - `step` (microseconds, or text such as `"5m"`) and `agg` (`min`, `max`, `avg`, `last`, `sum`, `count`; default `avg`),
 * - `empty` (boolean): also items without points,
 * - `leftOut` (boolean): also what was left out,
 *
 * and `filters.obj` may be a list of objects, each with `type` and `id`. In these the reader is strict in both modes. A key that
 * it does not know is ignored, as the original does, and noted.
 *
 * @param text JSON text: a parsed value would have lost the exact bounds.
 */
export function readDataRequest(
  text: string | undefined,
  options: DataQueryOptions,
): DataRequestReading {
  return readWith(text, options, (root, context) => {
    const extension = extensionOf(root, context);
    const { ts, eventType, obj } = filtersOf(root, context, !extension.latest);
    const events = eventsOf(eventType, context);
    const objects = objectListOf(obj, context);
    const { fromUs, toUs } = rangeOf(ts, context, extension.latest);
    if (events.length === 0) throw new QueryOutcome("empty", "no events are asked for");
    if (objects.length === 0) throw new QueryOutcome("empty", "no ids are asked for");
    const queries = objects.map(({ objectType, ids }) => ({
      events,
      fromUs,
      toUs,
      objectType,
      ids,
    }));
    return { kind: "request", request: { queries, ...extension } } as const;
  });
}

const KNOWN_KEYS: ReadonlySet<string> = new Set([
  "filters",
  "latest",
  "step",
  "agg",
  "empty",
  "leftOut",
]);

function extensionOf(root: JsonNode, context: QueryContext): Omit<DataRequest, "queries"> {
  const members: ReadonlyMap<string, JsonNode> =
    root.kind === "object" ? root.members : new Map<string, JsonNode>();
  const unknown = [...members.keys()].filter((key) => !KNOWN_KEYS.has(key)).length;
  if (unknown > 0) context.notes.push(`${unknown} unknown keys are ignored`);
  const latest = flag("latest", members.get("latest"));
  const downsample = downsampleOf(members.get("step"), members.get("agg"));
  if (latest && downsample) throw new QueryOutcome("bad_extension", "latest excludes step");
  return {
    latest,
    withEmpty: flag("empty", members.get("empty")),
    withLeftOut: flag("leftOut", members.get("leftOut")),
    ...(downsample && { downsample }),
  };
}

function flag(name: string, node: JsonNode | undefined): boolean {
  if (node === undefined) return false;
  if (node.kind === "boolean") return node.value;
  throw new QueryOutcome("bad_extension", `${name} is not true or false but ${kindOf(node)}`);
}

function downsampleOf(
  step: JsonNode | undefined,
  agg: JsonNode | undefined,
): DataRequest["downsample"] {
  if (step === undefined) {
    if (agg === undefined) return undefined;
    throw new QueryOutcome("bad_extension", "agg needs step");
  }
  const stepUs = readStepUs(step);
  if (stepUs === undefined) {
    throw new QueryOutcome(
      "bad_extension",
      'step is neither whole microseconds above 0 nor a text such as "30s", "5m", "1h" or "1d"',
    );
  }
  return { stepUs, aggregation: aggregationOf(agg) };
}

function aggregationOf(node: JsonNode | undefined): DataAggregation {
  if (node === undefined) return "avg";
  const found = AGGREGATIONS.find((name) => node.kind === "string" && node.text === name);
  if (found) return found;
  throw new QueryOutcome("bad_extension", `agg is not one of ${AGGREGATIONS.join(", ")}`);
}

/** Those with ids, one per type; ids of entries of the same type are taken together. */
function objectListOf(node: JsonNode, context: QueryContext) {
  if (node.kind !== "array") return withIds([objectsOf("obj", node, context)]);
  checkLimit("object types (obj)", node.items.length, context.limits, "maxObjectTypes");
  const byType = new Map<string, readonly string[] | "*">();
  let entries = 0;
  for (const [index, item] of node.items.entries()) {
    const { objectType, ids } = objectsOf(`obj[${index}]`, item, context);
    entries += ids.length;
    checkLimit("ids (obj.id)", entries, context.limits, "maxIds");
    byType.set(objectType, together(byType.get(objectType) ?? [], ids));
  }
  return withIds([...byType].map(([objectType, ids]) => ({ objectType, ids })));
}

function together(one: readonly string[] | "*", other: readonly string[] | "*") {
  return one === "*" || other === "*" ? "*" : [...new Set([...one, ...other])];
}

function withIds<Objects extends { readonly ids: readonly string[] | "*" }>(
  list: readonly Objects[],
): readonly Objects[] {
  return list.filter(({ ids }) => ids.length > 0);
}
