import { sql, type Kysely } from "kysely";

export interface HypertableOptions {
  readonly schemaName: string;
  /** `undefined`: the table stays plain. */
  readonly chunkIntervalUs: number | undefined;
}

/** Lets the Timescale extension cut the points into chunks by time, when the database has it. */
export async function createHypertable(
  db: Kysely<unknown>,
  options: HypertableOptions,
): Promise<void> {
  const { rows } = await sql<{ home: string }>`
    select quote_ident(n.nspname) as home
    from pg_extension e join pg_namespace n on n.oid = e.extnamespace
    where e.extname = 'timescaledb'`.execute(db);
  const statement = hypertableSql(rows[0]?.home, options);
  if (statement !== undefined) await sql.raw(statement).execute(db);
}

/** @param home schema of the extension, as it stands in SQL */
export function hypertableSql(
  home: string | undefined,
  { schemaName, chunkIntervalUs }: HypertableOptions,
): string | undefined {
  if (home === undefined || chunkIntervalUs === undefined) return undefined;
  // The primary key finds points by series and time; another index by time would cost each insert.
  return `select ${home}.create_hypertable('"${schemaName}".points'::regclass, 'ts',
    chunk_time_interval => ${chunkIntervalUs}::bigint, create_default_indexes => false)`;
}
