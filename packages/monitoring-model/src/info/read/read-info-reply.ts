import { oneLine } from "@signalbox/errors";
import { schemaUrl } from "../../schema/schema-url.js";
import { fieldsOf } from "../declarations.js";
import { readHref } from "../href-target.js";
import type { InfoType } from "../info-type.js";
import type { InfoFound, InfoReadOptions, InfoReadResult } from "./info-result.js";
import { modernize } from "./older-forms.js";
import { olderNamesOf } from "./older-names.js";
import { ReadingLog } from "./reading-log.js";
import { typeOfReply } from "./reply-type.js";
import { DEFAULT_INFO_READ_LIMITS, sizeProblem } from "./reply-size.js";
import { ShapeReader } from "./shape-reader.js";

/** `$schema` of an error ends so, of any date, with or without `#` (datastore-polling, 2.3). */
const ERROR_SCHEMA = /error#?$/;
const DATA_SCHEMA = /\/data#?$/;

type Given = Map<string, unknown>;

/** Own fields in a Map: no name is special in it, `__proto__` neither. */
function fieldsIn(value: unknown): Given | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return new Map(Object.entries(value));
}

const textOf = (given: Given, name: string): string | undefined => {
  const value = given.get(name);
  return typeof value === "string" ? value : undefined;
};

/** True for the error object that stores send instead of an object or of data. */
export function isErrorReply(value: unknown): boolean {
  const given = fieldsIn(value);
  return given !== undefined && ERROR_SCHEMA.test(textOf(given, "$schema") ?? "");
}

function readError(given: Given): InfoReadResult {
  const message = oneLine(textOf(given, "error_message") ?? "error without a message");
  const originUrl = textOf(given, "origin_url");
  return { kind: "error", message, ...(originUrl === undefined ? {} : { originUrl }) };
}

/** The id of an object that does not tell it. */
function fillId(given: Given, options: InfoReadOptions, log: ReadingLog): string | undefined {
  const sent = given.get("id");
  if (typeof sent === "number") given.set("id", String(sent));
  if (typeof sent === "number" || (typeof sent === "string" && sent !== "")) {
    return String(sent);
  }
  const id = options.expectedId ?? readHref(textOf(given, "selfRef") ?? "").id;
  if (id === undefined || id === "") return undefined;
  log.note("missing", "id", "required; taken from where it was asked for");
  given.set("id", id);
  return id;
}

function readObject(given: Given, type: InfoType, id: string, log: ReadingLog): InfoFound {
  const fields = fieldsOf(type);
  const sentSchema = textOf(given, "$schema");
  if (sentSchema === undefined && given.has("$schema")) {
    log.keep("unreadable", "$schema", given.get("$schema"), "no text");
  }
  given.set("$schema", schemaUrl(type));
  modernize(given, fields, log);
  const object = new ShapeReader(log).record({ fields }, given, "", olderNamesOf(type));
  const { notes, unknown } = log;
  const schema = sentSchema === undefined ? {} : { sentSchema };
  // The reader made `object` from the declaration of this very type; the compiler cannot follow that.
  return { kind: "object", type, id, object, ...schema, unknown, notes } as unknown as InfoFound;
}

/**
 * Reads what a store of any age answered to an info query, already parsed from JSON. Every form between 20140131 and 20151105
 * is turned into that of 20151105 (datastore-polling, 1.8, 1.12, 2.4), and nothing is lost: what has no place in the object is
 * in `unknown`. Never throws.
 */
export function readInfoReply(value: unknown, options: InfoReadOptions = {}): InfoReadResult {
  const limits = { ...DEFAULT_INFO_READ_LIMITS, ...options.limits };
  const tooBig = sizeProblem(value, limits);
  if (tooBig !== undefined) return { kind: "unusable", reason: tooBig };
  const given = fieldsIn(value);
  if (given === undefined) return { kind: "unusable", reason: "the reply is no JSON object" };
  const schema = textOf(given, "$schema") ?? "";
  if (ERROR_SCHEMA.test(schema)) return readError(given);
  if (DATA_SCHEMA.test(schema)) return { kind: "unusable", reason: "the reply is a data item" };
  const log = new ReadingLog(limits.maxNotes);
  const type = typeOfReply(given, options.expectedType, log);
  if (type === undefined) return { kind: "unusable", reason: "the type of the object is not told" };
  const id = fillId(given, options, log);
  if (id === undefined) return { kind: "unusable", reason: `the ${type} has no id` };
  return readObject(given, type, id, log);
}
