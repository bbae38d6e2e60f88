import { headFields, tailFields } from "./common-fields.js";
import { integer, list, optional, reference, required, text } from "./field-kinds.js";

const member = {
  kind: "record",
  refersTo: "user",
  fields: { urn: required(text), href: required(text), role: required(text) },
} as const;

const personalText = { shape: text, required: true, personal: true } as const;

/** What a slice authority tells about slices and people (datastore-polling, 1.9). */
export const authorityDeclarations = {
  authority: {
    ...headFields,
    monitoring_version: required(text),
    populator_version: optional(text),
    users: optional(list(reference("user"))),
    slices: optional(list(reference("slice"))),
    ...tailFields,
  },
  slice: {
    ...headFields,
    uuid: required(text),
    authority: optional(reference("authority")),
    created: required(integer),
    expires: required(integer),
    members: required(list(member)),
    ...tailFields,
  },
  user: {
    ...headFields,
    authority: optional(reference("authority")),
    fullname: personalText,
    email: personalText,
    ...tailFields,
  },
} as const;
