import type { StoredInfo } from "../info-store.js";
import { integer, text } from "./columns.js";

/** Columns of an object, in the order `storedOf` reads them. */
export const INFO_COLUMNS = [
  "source",
  "type",
  "id",
  "urn",
  "ts_us",
  "gone_since_us",
  "document",
] as const;

/** A row of `INFO_COLUMNS`. */
export function storedOf(row: readonly unknown[]): StoredInfo {
  const [source, type, id, urn, tsUs, goneSinceUs, document] = row;
  return {
    source: text(source),
    type: text(type),
    id: text(id),
    ...(urn !== null && { urn: text(urn) }),
    tsUs: integer(tsUs),
    document: text(document),
    ...(goneSinceUs !== null && { goneSinceUs: integer(goneSinceUs) }),
  };
}
