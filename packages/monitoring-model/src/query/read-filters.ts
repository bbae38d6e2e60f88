import { EVENT_PREFIX } from "../events/event-name.js";
import type { DataQuery, DataQueryOptions } from "./data-query.js";
import { type JsonNode, type JsonObjectNode, kindOf } from "./json-node.js";
import { echo } from "./query-error.js";
import type { DataQueryLimits } from "./query-limits.js";
import { checkLimit, QueryOutcome } from "./query-outcome.js";
import { type RangeUs, readTimeRange } from "./time-range.js";

/** What the readers of the parts of one query share. */
export interface QueryContext {
  readonly text: string;
  readonly mode: DataQueryOptions["mode"];
  readonly limits: DataQueryLimits;
  readonly notes: string[];
}

export interface Filters {
  readonly ts: JsonObjectNode;
  readonly eventType: JsonNode;
  readonly obj: JsonNode;
}

/** Names as the original lists them when they are missing. */
const FILTER_KEYS = ["ts", "eventType", "obj"] as const;
/** Longest event or type, in characters, that a message shows. */
const MAX_SHOWN_CHARS = 64;

/** The three parts of `filters`. @throws QueryOutcome as of datastore-polling, 3.3 */
export function filtersOf(root: JsonNode, context: QueryContext, needsTs: boolean): Filters {
  const filters = memberOf(root, "filters", context);
  const found = membersOf(filters);
  if (!found)
    throw new QueryOutcome("wrong_type", `filters is not an object but ${kindOf(filters)}`);
  const absent = FILTER_KEYS.filter((key) => !found.has(key) && (needsTs || key !== "ts"));
  const eventType = found.get("eventType");
  const obj = found.get("obj");
  if (absent.length > 0 || !eventType || !obj) {
    const list = absent.map((key) => `'${key}'`).join(", ");
    throw new QueryOutcome(
      "missing_key",
      `query: ${echo(context.text)} has dictionary error.  It is missing keys: [${list}]`,
    );
  }
  return { ts: objectNamed("ts", found.get("ts") ?? EMPTY_OBJECT), eventType, obj };
}

const EMPTY_OBJECT: JsonObjectNode = { kind: "object", members: new Map(), at: 0 };

function memberOf(root: JsonNode, key: string, context: QueryContext): JsonNode {
  const members = membersOf(root);
  if (!members) throw new QueryOutcome("wrong_type", `query is not an object but ${kindOf(root)}`);
  const member = members.get(key);
  if (member) return member;
  throw new QueryOutcome(
    "missing_key",
    `query: ${echo(context.text)} has dictionary error.  It is missing ${key} key`,
  );
}

/** The original looks for keys in lists too, where it finds none. */
function membersOf(node: JsonNode): ReadonlyMap<string, JsonNode> | undefined {
  if (node.kind === "object") return node.members;
  return node.kind === "array" ? new Map() : undefined;
}

function objectNamed(name: string, node: JsonNode | undefined): JsonObjectNode {
  if (node?.kind === "object") return node;
  throw new QueryOutcome("wrong_type", `${name} is not an object but ${kindOf(node)}`);
}

/** The times asked for. @throws QueryOutcome `empty`, or in strict mode what is wrong with the bounds */
export function rangeOf(ts: JsonObjectNode, context: QueryContext, isOpen: boolean): RangeUs {
  const reading = readTimeRange(ts, { isOpen });
  if (reading.kind === "range") return { fromUs: reading.fromUs, toUs: reading.toUs };
  if (reading.kind === "nothing") throw new QueryOutcome("empty", reading.reason);
  throw new QueryOutcome(context.mode === "strict" ? reading.kind : "empty", reading.problem);
}

/** Events without prefix, in order, none twice; possibly none. @throws QueryOutcome */
export function eventsOf(node: JsonNode, context: QueryContext): readonly string[] {
  const texts = stringsOf("eventType", node, context);
  checkLimit("events (eventType)", texts.length, context.limits, "maxEvents");
  const events = texts.map((text) => eventOf(text, context));
  const known = events.filter((event) => event !== undefined);
  if (known.length < events.length) {
    const skipped = events.length - known.length;
    context.notes.push(`${skipped} events without ${EVENT_PREFIX} are left out`);
  }
  return [...new Set(known)];
}

/** The original splits at colons: what follows a second one is ignored. */
function eventOf(text: string, context: QueryContext): string | undefined {
  const [namespace, event] = text.split(":", 2);
  if (`${namespace}:` !== EVENT_PREFIX) {
    if (context.mode === "compatible") return undefined;
    throw new QueryOutcome("bad_event", `event ${shown(text)} does not begin with ${EVENT_PREFIX}`);
  }
  if (event === undefined)
    throw new QueryOutcome("bad_event", `event ${shown(text)} has no name after the namespace`);
  return event;
}

/** One entry of `obj`. @throws QueryOutcome */
export function objectsOf(
  name: string,
  node: JsonNode,
  context: QueryContext,
): Pick<DataQuery, "objectType" | "ids"> {
  const { members } = objectNamed(name, node);
  const type = members.get("type");
  if (type?.kind !== "string")
    throw new QueryOutcome(
      "wrong_type",
      type === undefined
        ? `${name}.type is missing`
        : `${name}.type is not a string but ${kindOf(type)}`,
    );
  const id = members.get("id");
  if (id === undefined) throw new QueryOutcome("wrong_type", `${name}.id is missing`);
  const texts = stringsOf(`${name}.id`, id, context);
  checkLimit("ids (obj.id)", texts.length, context.limits, "maxIds");
  const ids = new Set(texts);
  return { objectType: type.text, ids: ids.has("*") ? "*" : [...ids] };
}

/** A list of strings. A single string is taken for its characters, as Python's sets do (datastore-polling, 3.2). */
function stringsOf(name: string, node: JsonNode, context: QueryContext): readonly string[] {
  if (node.kind === "string") return charactersOf(name, node.text, context);
  if (node.kind !== "array")
    throw new QueryOutcome("wrong_type", `${name} is not a list but ${kindOf(node)}`);
  return node.items.map((item) => {
    if (item.kind === "string") return item.text;
    throw new QueryOutcome("wrong_type", `${name} has an entry that is ${kindOf(item)}`);
  });
}

function charactersOf(name: string, text: string, context: QueryContext): readonly string[] {
  if (text === "*") return ["*"];
  if (context.mode === "strict")
    throw new QueryOutcome("wrong_type", `${name} is not a list but a string`);
  context.notes.push(`${name} is a string and read as the list of its characters`);
  return Array.from(text);
}

function shown(text: string): string {
  return JSON.stringify(
    text.length > MAX_SHOWN_CHARS ? `${text.slice(0, MAX_SHOWN_CHARS)}...` : text,
  );
}
