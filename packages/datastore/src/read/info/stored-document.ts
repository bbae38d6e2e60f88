import { AppError } from "@signalbox/errors";
import type { StoredInfo } from "@signalbox/timeseries-store";
import { RELATIONS_KEY } from "../../api/relations.js";
import type { Links } from "../links.js";

type Fields = Readonly<Record<string, unknown>>;

/** A document as it is kept: the object's own fields, and beside them what is never sent. */
export interface StoredDocument {
  readonly fields: Fields;
  /** Ids by column. */
  readonly relations: ReadonlyMap<string, string>;
}

/** @throws AppError `internal` when the store holds something else than an object */
export function readDocument(info: StoredInfo): StoredDocument {
  const value = parsed(info);
  const hidden = Object.hasOwn(value, RELATIONS_KEY) ? value[RELATIONS_KEY] : undefined;
  return { fields: value, relations: new Map(isRecord(hidden) ? texts(hidden) : []) };
}

/** The URL of the object: its own when it was given one, else ours. Looks into the document only when it has to. */
export function selfRefOf(info: StoredInfo, links: Links): string {
  if (info.document.includes('"selfRef"')) {
    const { selfRef } = parsed(info);
    if (typeof selfRef === "string") return selfRef;
  }
  return links.info(info.type, info.id);
}

function parsed(info: StoredInfo): Fields {
  const value: unknown = JSON.parse(info.document);
  if (isRecord(value)) return value;
  throw new AppError("internal", `stored ${info.type} is not an object`);
}

function isRecord(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const texts = (record: Fields): [string, string][] =>
  Object.entries(record).flatMap(([name, value]) =>
    typeof value === "string" ? [[name, value]] : [],
  );
