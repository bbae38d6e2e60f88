import type { ReferenceTarget, Shape } from "./shape.js";

/** Words for declaring fields; each keeps the literal types, from which the TypeScript types of objects come. */
export const text = { kind: "text" } as const;
export const integer = { kind: "integer" } as const;
export const number = { kind: "number" } as const;
export const boolean = { kind: "boolean" } as const;
export const any = { kind: "any" } as const;

export function choice<const Values extends readonly string[]>(...values: Values) {
  return { kind: "choice", values } as const;
}

export function required<const S extends Shape>(shape: S) {
  return { shape, required: true } as const;
}

export function optional<const S extends Shape>(shape: S) {
  return { shape } as const;
}

export function list<const S extends Shape>(of: S) {
  return { kind: "list", of } as const;
}

/** A list without repetitions. */
export function setOf<const S extends Shape>(of: S, minItems: number) {
  return { kind: "list", of, minItems, unique: true } as const;
}

const urnAndHref = { href: required(text), urn: required(text) } as const;

/** `{href, urn}`: how one object names another (datastore-polling, 1.1). */
export function reference<const To extends ReferenceTarget>(refersTo: To) {
  return { kind: "record", refersTo, fields: urnAndHref } as const;
}

/** A reference to a node or a link, which says which of the two. */
export const resource = {
  kind: "record",
  refersTo: "by resource_type",
  fields: { ...urnAndHref, resource_type: required(choice("node", "link")) },
} as const;

/** Which events an object reports, each with its period in seconds (datastore-polling, 1.1). */
export const reportedMetrics = {
  shape: list({
    kind: "record",
    fields: { metric: required(text), period: required(integer) },
  }),
  // An empty list means "none", its absence "all with the default period".
  whenEmpty: "sent",
} as const;
