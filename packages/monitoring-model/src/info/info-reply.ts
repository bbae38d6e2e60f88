import { schemaUrl } from "../schema/schema-url.js";
import { fieldsOf, type InfoFields, type InfoReading } from "./declarations.js";
import type { InfoType } from "./info-type.js";
import type { Field, Fields, RecordShape, Shape } from "./shape.js";

type Pairs = readonly (readonly [string, unknown])[];

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

/** Own fields only: `constructor` and the like are never found by inheritance. */
const own = (from: Readonly<Record<string, unknown>>, name: string): unknown =>
  Object.hasOwn(from, name) ? from[name] : undefined;

function furtherPairs(shape: RecordShape, value: Readonly<Record<string, unknown>>): Pairs {
  const { more, fields } = shape;
  if (more === undefined) return [];
  return Object.entries(value).filter(
    ([name, item]) => name.startsWith(more.prefix) && !Object.hasOwn(fields, name) && isGiven(item),
  );
}

function written(shape: Shape, value: unknown): unknown {
  if (shape.kind === "list" && Array.isArray(value)) {
    return value.filter(isGiven).map((item) => written(shape.of, item));
  }
  if (shape.kind === "map" && isRecord(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, written(shape.of, item)]),
    );
  }
  if (shape.kind !== "record" || !isRecord(value)) return value;
  return Object.fromEntries([...pairsOf(shape.fields, value), ...furtherPairs(shape, value)]);
}

function writtenField(field: Field, value: unknown): unknown {
  const isList = field.shape.kind === "list";
  const sendsEmpty = field.required === true || field.whenEmpty === "sent";
  if (!isGiven(value)) return isList && field.required === true ? [] : undefined;
  if (isList && Array.isArray(value) && value.length === 0 && !sendsEmpty) return undefined;
  return written(field.shape, value);
}

function pairsOf(fields: Fields, from: Readonly<Record<string, unknown>>): Pairs {
  return Object.entries(fields)
    .map(([name, field]) => [name, writtenField(field, own(from, name))] as const)
    .filter(([, value]) => value !== undefined);
}

/**
 * An object as it is sent: fields in their declared order, `$schema` of 20151105 whatever was given, nothing that is not
 * declared, no `null`. A required list is sent even when empty or absent, an optional one is left out when empty
 * (datastore-polling, 9.15), but `reported_metrics` is sent as given: an empty one says "none", its absence "all".
 * A required field that is absent stays absent; `InfoValidator` tells.
 */
export function infoReply<T extends InfoType>(type: T, fields: InfoFields<T>): InfoReading<T> {
  const pairs = pairsOf(fieldsOf(type), { ...fields, $schema: schemaUrl(type) });
  // Built from the declaration of this very type, out of values of its types.
  return Object.fromEntries(pairs) as unknown as InfoReading<T>;
}
