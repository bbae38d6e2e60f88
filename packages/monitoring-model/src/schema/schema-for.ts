import { fieldsOf } from "../info/declarations.js";
import { isInfoType } from "../info/info-type.js";
import { integer, list, number, optional, required, text } from "../info/field-kinds.js";
import type { Fields, RecordShape, Shape } from "../info/shape.js";
import { schemaUrl, type SchemaName } from "./schema-url.js";

/** A JSON schema of draft 07. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const point = { kind: "record", fields: { ts: required(integer), v: required(number) } } as const;

/** One item of a data reply (datastore-polling, 3.4); the last four are allowed by the parent schema and never sent. */
const dataFields: Fields = {
  $schema: optional(text),
  id: required(text),
  subject: required(text),
  eventType: required(text),
  description: optional(text),
  units: required(text),
  tsdata: optional(list(point)),
  selfRef: optional(text),
  ts: optional(integer),
  parameters: optional({ kind: "any" }),
  measurement: optional({ kind: "any" }),
};

const errorFields: Fields = {
  $schema: optional(text),
  error_message: required(text),
  origin_url: required(text),
};

function recordSchema({ fields, more }: Pick<RecordShape, "fields" | "more">): JsonSchema {
  const entries = Object.entries(fields);
  return {
    type: "object",
    properties: Object.fromEntries(entries.map(([name, field]) => [name, schemaOf(field.shape)])),
    required: entries.filter(([, field]) => field.required === true).map(([name]) => name),
    ...(more === undefined
      ? {}
      : { patternProperties: { [`^${more.prefix}`]: schemaOf(more.shape) } }),
    additionalProperties: false,
  };
}

function schemaOf(shape: Shape): JsonSchema {
  switch (shape.kind) {
    case "text":
      return shape.minLength === undefined
        ? { type: "string" }
        : { type: "string", minLength: shape.minLength };
    case "choice":
      return { type: "string", enum: shape.values };
    case "list":
      return {
        type: "array",
        items: schemaOf(shape.of),
        ...(shape.minItems === undefined ? {} : { minItems: shape.minItems }),
        ...(shape.unique === undefined ? {} : { uniqueItems: true }),
      };
    case "map":
      return { type: "object", additionalProperties: schemaOf(shape.of) };
    case "record":
      return recordSchema(shape);
    case "any":
      return {};
    case "integer":
    case "number":
    case "boolean":
      return { type: shape.kind };
  }
}

function fieldsFor(name: SchemaName): Fields {
  if (isInfoType(name)) return fieldsOf(name);
  return name === "data" ? dataFields : errorFields;
}

/**
 * The schema of 20151105, made from the declarations. Fields of the parent schemas are merged in, because parent and child
 * both forbid further fields (datastore-polling, 1.12). Stricter than the original in one point: the references of sliver
 * and interfacevlan are checked, where a slip in the original checks nothing. `obsolete` of opsconfig is allowed (9.34).
 */
export function schemaFor(name: SchemaName): JsonSchema {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    $id: schemaUrl(name),
    ...recordSchema({ fields: fieldsFor(name) }),
  };
}
