import type { InfoType } from "../info/info-type.js";

/** Everything with a schema: info objects, items of data replies, errors. */
export type SchemaName = InfoType | "data" | "error";

const BASE = "http://www.gpolab.bbn.com/monitoring/schema";
const DATE = "20151105";
const OWN_FORM = /^https?:\/\/www\.gpolab\.bbn\.com\/monitoring\/schema\/(\d{8})\/+([\w-]+)#?$/;
const UNIS_FORM = /^https?:\/\/unis\.incntre\.iu\.edu\/schema\/(\d{8})\/+([\w-]+)#?$/;

/** The value of `$schema` in everything we send (datastore-polling, 1.12 and 9.14); the `#` belongs to it. */
export function schemaUrl(name: SchemaName): string {
  return `${BASE}/${DATE}/${name}#`;
}

/** What a `$schema` says. */
export interface SchemaReference {
  readonly origin: "geni" | "unis";
  /** Such as `20140828`. */
  readonly date: string;
  /** Such as `node` or `port-vlan`: as it was at that date. */
  readonly name: string;
}

/** Reads every form in use (datastore-polling, 2.4): any date, with or without `#`, UNIS, a doubled slash. */
export function readSchemaUrl(text: string): SchemaReference | undefined {
  const own = OWN_FORM.exec(text);
  const [, date, name] = own ?? UNIS_FORM.exec(text) ?? [];
  if (date === undefined || name === undefined) return undefined;
  return { origin: own === null ? "unis" : "geni", date, name };
}
