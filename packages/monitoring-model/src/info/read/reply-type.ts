import { readSchemaUrl } from "../../schema/schema-url.js";
import { readHref } from "../href-target.js";
import { isInfoType, type InfoType } from "../info-type.js";
import { olderTypes } from "./older-names.js";
import type { ReadingLog } from "./reading-log.js";

const LAST_WORD = /([\w-]+)#?$/;
/** Longer than any name of a schema; searching all of a stranger's text for its end could take seconds. */
const MAX_WORD_CHARS = 64;

type Given = ReadonlyMap<string, unknown>;

function textOf(given: Given, name: string): string | undefined {
  const value = given.get(name);
  return typeof value === "string" ? value : undefined;
}

/** The last part of a `$schema` of any form, `node` of `…/node#`. */
function schemaName(schema: string): string | undefined {
  return readSchemaUrl(schema)?.name ?? LAST_WORD.exec(schema.slice(-MAX_WORD_CHARS))?.[1];
}

function typeInSchema(schema: string | undefined): InfoType | undefined {
  const name = schema === undefined ? undefined : schemaName(schema);
  if (isInfoType(name)) return name;
  return name !== undefined && Object.hasOwn(olderTypes, name) ? olderTypes[name] : undefined;
}

/** A `port` of UNIS, and a row stored with the wrong schema, may be an interfacevlan: only that has a tag. */
function refined(type: InfoType | undefined, given: Given): InfoType | undefined {
  return type === "interface" && given.has("tag") ? "interfacevlan" : type;
}

function noteDifference(
  log: ReadingLog,
  decided: InfoType,
  said: InfoType | undefined,
  expected?: InfoType,
) {
  if (said === undefined) log.note("type", "$schema", `says nothing, taken as ${decided}`);
  else if (said !== decided) log.note("type", "$schema", `says ${said}, the fields ${decided}`);
  if (expected !== undefined && expected !== decided) {
    log.note("type", "", `${decided} instead of ${expected}`);
  }
}

/** What kind of object this is: `$schema` decides, then what was asked for, then the object's own URL. */
export function typeOfReply(
  given: Given,
  expected: InfoType | undefined,
  log: ReadingLog,
): InfoType | undefined {
  const said = typeInSchema(textOf(given, "$schema"));
  const decided = refined(said, given) ?? expected ?? readHref(textOf(given, "selfRef") ?? "").type;
  if (decided !== undefined) noteDifference(log, decided, said, expected);
  return decided;
}
