import { any, integer, list, number, optional, required, text } from "./field-kinds.js";

const id = { kind: "text", minLength: 1 } as const;

/** Fields every object starts with (datastore-polling, 1.1), in the order they are sent. */
export const headFields = {
  $schema: optional(text),
  id: required(id),
  selfRef: optional(text),
  urn: optional(text),
  ts: optional(integer),
} as const;

/** The same for a type that demands them and has no URN. */
export const strictHeadFields = {
  $schema: required(text),
  id: required(id),
  selfRef: required(text),
  ts: required(integer),
} as const;

const place = {
  continent: optional(text),
  country: optional(text),
  zipcode: optional(text),
  state: optional(text),
  institution: optional(text),
  city: optional(text),
  streetAddress: optional(text),
  floor: optional(text),
  room: optional(text),
  cage: optional(text),
  rack: optional(text),
  shelf: optional(text),
  latitude: optional(number),
  // Spelled so in the schema of others.
  logitude: optional(number),
} as const;

/** Fields the parent schema allows on every object; the original never sends them. */
export const tailFields = {
  name: optional(text),
  description: optional(text),
  status: optional(text),
  lifetimes: optional(
    list({ kind: "record", fields: { start: optional(text), end: optional(text) } }),
  ),
  location: optional({ kind: "record", fields: place }),
  properties: optional({ kind: "map", of: any }),
  relations: optional({ kind: "map", of: any }),
} as const;
