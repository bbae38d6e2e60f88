import { sql, type Compilable, type Kysely } from "kysely";
import type { CompiledMigration } from "./messages.js";
import { queryBuilder, type Tables } from "./queries.js";

/** In order of their names. A published one is never changed: what changes is a new one. */
export function migrations(): readonly CompiledMigration[] {
  const db = queryBuilder();
  const first = [seriesTable(db), ...pointTables(db), ...infoTables(db), valueTable(db)];
  return [{ name: "0001-first", statements: first.map((query) => query.compile().sql) }];
}

function seriesTable(db: Kysely<Tables>): Compilable {
  // Ids are never used twice, because the log may still name one that is gone.
  return db.schema
    .createTable("series")
    .addColumn("id", "integer", (column) => column.primaryKey().autoIncrement())
    .addColumn("source", "text", (column) => column.notNull())
    .addColumn("object_type", "text", (column) => column.notNull())
    .addColumn("event", "text", (column) => column.notNull())
    .addColumn("object_id", "text", (column) => column.notNull())
    .addColumn("points", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("first_us", "integer")
    .addColumn("last_us", "integer")
    .addColumn("last_value", "real")
    .addColumn("tail_first_us", "integer")
    .addColumn("tail_points", "integer")
    .addUniqueConstraint("series_key", ["source", "object_type", "event", "object_id"])
    .modifyEnd(sql`strict`);
}

function pointTables(db: Kysely<Tables>): Compilable[] {
  return [
    db.schema
      .createTable("chunk")
      .addColumn("series", "integer", (column) => column.notNull())
      .addColumn("first_us", "integer", (column) => column.notNull())
      .addColumn("last_us", "integer", (column) => column.notNull())
      .addColumn("points", "integer", (column) => column.notNull())
      .addColumn("data", "blob", (column) => column.notNull())
      .addPrimaryKeyConstraint("chunk_key", ["series", "first_us"])
      .modifyEnd(sql`strict, without rowid`),
    db.schema
      .createTable("pending")
      .addColumn("id", "integer", (column) => column.primaryKey())
      .addColumn("record", "blob", (column) => column.notNull())
      .modifyEnd(sql`strict`),
  ];
}

function infoTables(db: Kysely<Tables>): Compilable[] {
  const info = db.schema
    .createTable("info")
    .addColumn("info_id", "integer", (column) => column.primaryKey())
    .addColumn("source", "text", (column) => column.notNull())
    .addColumn("type", "text", (column) => column.notNull())
    .addColumn("id", "text", (column) => column.notNull())
    .addColumn("urn", "text")
    .addColumn("ts_us", "integer", (column) => column.notNull())
    .addColumn("gone_since_us", "integer")
    .addColumn("document", "text", (column) => column.notNull())
    .addUniqueConstraint("info_key", ["source", "type", "id"])
    .modifyEnd(sql`strict`);
  const reference = db.schema
    .createTable("info_reference")
    .addColumn("info_id", "integer", (column) => column.notNull())
    .addColumn("place", "integer", (column) => column.notNull())
    .addColumn("field", "text", (column) => column.notNull())
    .addColumn("type", "text", (column) => column.notNull())
    .addColumn("id", "text")
    .addColumn("urn", "text")
    .addPrimaryKeyConstraint("info_reference_key", ["info_id", "place"])
    .modifyEnd(sql`strict, without rowid`);
  const index = (name: string, table: string, columns: string[]): Compilable =>
    db.schema.createIndex(name).on(table).columns(columns);
  return [
    info,
    index("info_by_urn", "info", ["urn"]),
    index("info_by_ts", "info", ["ts_us"]),
    // Only of those that are gone: nearly all are not, and a search for them would be led here.
    db.schema
      .createIndex("info_by_gone")
      .on("info")
      .column("gone_since_us")
      .where(sql.ref("gone_since_us"), "is not", null),
    reference,
    index("info_reference_by_id", "info_reference", ["type", "id"]),
    index("info_reference_by_urn", "info_reference", ["type", "urn"]),
  ];
}

function valueTable(db: Kysely<Tables>): Compilable {
  return db.schema
    .createTable("named_value")
    .addColumn("space", "text", (column) => column.notNull())
    .addColumn("key", "text", (column) => column.notNull())
    .addColumn("value", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("named_value_key", ["space", "key"])
    .modifyEnd(sql`strict, without rowid`);
}
