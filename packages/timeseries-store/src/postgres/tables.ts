import { Kysely, PostgresDialect, type Generated, type PostgresPoolClient } from "kysely";
import type { Connection } from "./connection.js";
import type { ConnectionPool } from "./connection-pool.js";

/** Columns of the tables; times in microseconds. */
export interface Tables {
  series: {
    id: Generated<number>;
    source: string;
    object_type: string;
    event: string;
    object_id: string;
  };
  points: { series_id: number; ts: number; v: number };
  info: {
    id: Generated<number>;
    source: string;
    type: string;
    object_id: string;
    urn: string | null;
    ts: number;
    gone_since: number | null;
    document: string;
    reference_list: string;
  };
  info_reference: {
    info_id: number;
    field: string;
    type: string;
    object_id: string | null;
    urn: string | null;
  };
  named_value: { space: string; key: string; value: string };
}

/** Names of schemas we put into SQL as they are, in quotes. */
const SCHEMA_NAME = /^[a-z_][a-z0-9_]{0,62}$/;

export function isSchemaName(name: string): boolean {
  return SCHEMA_NAME.test(name) && !name.startsWith("pg_");
}

/** Queries that are built over the pool's connections, with its limits. Never destroyed: the pool is closed by its owner. */
export function overPool(pool: ConnectionPool<Connection>, schema: string): Kysely<Tables> {
  const connect = async (): Promise<PostgresPoolClient> => {
    const connection = await pool.take();
    return asClient(connection, () => pool.giveBack(connection));
  };
  const dialect = new PostgresDialect({ pool: { connect, end: () => Promise.resolve() } });
  return new Kysely<Tables>({ dialect }).withSchema(schema);
}

/** Queries over a single connection. */
export function overConnection(connection: Connection, schema: string): Kysely<Tables> {
  const client = asClient(connection, () => undefined);
  const pool = { connect: () => Promise.resolve(client), end: () => Promise.resolve() };
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }).withSchema(schema);
}

function asClient(connection: Connection, release: () => void): PostgresPoolClient {
  const query = (text: string, values: readonly unknown[]): Promise<unknown> =>
    connection.run({ text, values });
  // The dialect's second form of `query` is for cursors, which are not used here.
  return { query: query as PostgresPoolClient["query"], release };
}
