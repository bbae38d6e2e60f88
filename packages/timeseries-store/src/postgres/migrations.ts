import { Migrator, sql, type Kysely, type Migration } from "kysely";
import { AppError } from "@signalbox/errors";
import type { Connection } from "./connection.js";
import { createHypertable } from "./hypertable.js";
import { overConnection, type Tables } from "./tables.js";
import { createTables } from "./create-tables.js";

export interface MigrateOptions {
  readonly schemaName: string;
  /** Width of a chunk when the table of points becomes a hypertable; `undefined`: never. */
  readonly chunkIntervalUs: number | undefined;
  readonly timeoutMs: number;
}

const MIGRATION_TABLE = "migration";
const LOCK_TABLE = "migration_lock";

/**
 * Brings the schema up to date. Processes that start at the same time do so one after the other.
 *
 * @throws AppError `conflict` when the schema is newer than this program knows
 */
export async function migrate(connection: Connection, options: MigrateOptions): Promise<void> {
  const { schemaName, timeoutMs } = options;
  await connection.run({ text: `set statement_timeout = ${timeoutMs}` });
  const lock = { values: [`${schemaName}.migration`] };
  await connection.run(
    { text: "select pg_advisory_lock(hashtextextended($1, 0))", ...lock },
    timeoutMs,
  );
  try {
    await migrateAlone(connection, options);
  } finally {
    await connection.run({
      text: "select pg_advisory_unlock(hashtextextended($1, 0))",
      ...lock,
    });
    await connection.run({ text: "reset statement_timeout" });
  }
}

async function migrateAlone(connection: Connection, options: MigrateOptions): Promise<void> {
  const { schemaName } = options;
  const known = migrations(options);
  const db = overConnection(connection, schemaName);
  const done = await doneMigrations(connection, db, schemaName);
  const unknown = done.find((name) => !Object.hasOwn(known, name));
  if (unknown !== undefined) {
    const text = `schema ${schemaName} has the step ${unknown}, which this program does not know: it is too old for it`;
    throw new AppError("conflict", text);
  }
  if (done.length === Object.keys(known).length) return;
  const migrator = new Migrator({
    db: overConnection(connection, schemaName),
    provider: { getMigrations: () => Promise.resolve(known) },
    migrationTableSchema: schemaName,
    migrationTableName: MIGRATION_TABLE,
    migrationLockTableName: LOCK_TABLE,
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw AppError.from(error);
}

async function doneMigrations(
  connection: Connection,
  db: Kysely<Tables>,
  schemaName: string,
): Promise<readonly string[]> {
  const table = `"${schemaName}".${MIGRATION_TABLE}`;
  const text = "select to_regclass($1) is not null as is_there";
  const found = await connection.run<{ is_there: boolean }>({ text, values: [table] });
  if (found.rows[0]?.is_there !== true) return [];
  const { rows } = await sql<{ name: string }>`select name from ${sql.raw(table)}`.execute(db);
  return rows.map(({ name }) => name);
}

/** In order of their names; one that was published never changes. */
function migrations(options: MigrateOptions): Record<string, Migration> {
  return {
    "0001-tables": { up: (db) => createTables(db, options.schemaName) },
    "0002-hypertable": { up: (db) => createHypertable(db, options) },
  };
}
