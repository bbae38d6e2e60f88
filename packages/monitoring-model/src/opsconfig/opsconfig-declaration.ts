import { headFields, tailFields } from "../info/common-fields.js";
import { any, boolean, list, optional, reference, required, text } from "../info/field-kinds.js";

const aggregateStore = {
  kind: "record",
  refersTo: "aggregate",
  fields: {
    urn: required(text),
    amtype: required(text),
    href: required(text),
    amwikipage: optional(text),
    stitching_am: optional(boolean),
    am_nickname: optional(text),
    am_status: optional(text),
  },
  more: { prefix: "amurl", shape: text },
} as const;

const checkStore = {
  kind: "record",
  refersTo: "externalcheck",
  fields: { href: required(text) },
} as const;

const table = {
  kind: "record",
  fields: {
    name: required(text),
    db_schema: required(any),
    constraints: optional(any),
    dependencies: optional(any),
  },
} as const;

const event = {
  kind: "record",
  fields: {
    name: required(text),
    id: required(text),
    ts: required(text),
    v: required(text),
    units: required(text),
  },
} as const;

/** The list of the other stores, and of events (datastore-polling, 6.1); `obsolete` is tolerated (9.34). */
export const opsconfigDeclaration = {
  ...headFields,
  version: required(text),
  aggregatestores: required(list(aggregateStore)),
  externalcheckstores: required(list(checkStore)),
  authorities: required(list(reference("authority"))),
  info: required(list(table)),
  events: optional({ kind: "map", of: list(event) }),
  obsolete: optional({ kind: "map", of: any }),
  ports: optional(any),
  nodes: optional(any),
  links: optional(any),
  paths: optional(any),
  networks: optional(any),
  domains: optional(any),
  ...tailFields,
} as const;
