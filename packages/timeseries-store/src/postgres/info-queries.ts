import { sql, type Kysely, type SqlBool } from "kysely";
import { checkInfoKey, checkKeyCount } from "../arguments.js";
import type { InfoFilter, InfoKey, StoredInfo } from "../info-store.js";
import type { Tables } from "./tables.js";

export const infoColumns = [
  "info.source",
  "info.type",
  "info.object_id",
  "info.urn",
  "info.ts",
  "info.gone_since",
  "info.document",
] as const;

export interface InfoRow {
  readonly source: string;
  readonly type: string;
  readonly object_id: string;
  readonly urn: string | null;
  readonly ts: number;
  readonly gone_since: number | null;
  readonly document: string;
}

export function storedInfo(row: InfoRow): StoredInfo {
  return {
    source: row.source,
    type: row.type,
    id: row.object_id,
    tsUs: row.ts,
    document: row.document,
    ...(row.urn === null ? {} : { urn: row.urn }),
    ...(row.gone_since === null ? {} : { goneSinceUs: row.gone_since }),
  };
}

/** Objects that `filter` lets through. */
export function filteredInfo(db: Kysely<Tables>, filter: InfoFilter) {
  const { source, type, idPrefix, urn, changedSinceUs, withGone = false } = filter;
  let query = db.selectFrom("info");
  if (source !== undefined) query = query.where("info.source", "=", source);
  if (type !== undefined) query = query.where("info.type", "=", type);
  if (urn !== undefined) query = query.where("info.urn", "=", urn);
  if (changedSinceUs !== undefined) query = query.where("info.ts", ">=", changedSinceUs);
  if (!withGone) query = query.where("info.gone_since", "is", null);
  if (idPrefix !== undefined) {
    query = query.where(sql<SqlBool>`starts_with(info.object_id, ${idPrefix})`);
  }
  return query;
}

/** The keys as a table `k` of source, type, object_id and ord, the place from 1. */
export function keyTable(keys: readonly InfoKey[]) {
  checkKeyCount(keys.length);
  keys.forEach(checkInfoKey);
  const sources = keys.map(({ source }) => source);
  const types = keys.map(({ type }) => type);
  const ids = keys.map(({ id }) => id);
  return sql<{ source: string; type: string; object_id: string; ord: number }>`
    unnest(${sources}::text[], ${types}::text[], ${ids}::text[])
    with ordinality`.as<"k">(sql`k(source, type, object_id, ord)`);
}

/** Of a row of `info` and one of `keyTable`. */
export const isNamed = sql<SqlBool>`(info.source, info.type, info.object_id) = (k.source, k.type, k.object_id)`;
