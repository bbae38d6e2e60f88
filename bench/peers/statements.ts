import { systemClock } from "@signalbox/clock";
import { openSqliteStore } from "@signalbox/timeseries-store";
import pg from "pg";

const POOL_SIZE = 10;

export interface Asked {
  /** Without its prefix. */
  readonly event: string;
  readonly objectId: string;
  readonly fromUs: number;
  readonly beforeUs: number;
}

/** What the original asks its database, one thing at a time. */
export interface Session {
  points(asked: Asked): Promise<readonly { readonly ts: number; readonly v: number }[]>;
  /** `selfRef` of a node. */
  subject(objectId: string): Promise<string | undefined>;
}

export interface Statements {
  session(work: (session: Session) => Promise<void>): Promise<void>;
}

export function openStatements(kind: string, where: string): Promise<Statements> {
  return kind === "postgres" ? overPostgres(where) : overStore(where);
}

/** A table for each event, keys of text, as the original has them; but prepared statements, which it does not have. */
function overPostgres(connectionString: string): Promise<Statements> {
  pg.types.setTypeParser(pg.types.builtins.INT8, Number);
  const pool = new pg.Pool({ connectionString, max: POOL_SIZE });
  const session = (client: pg.PoolClient): Session => ({
    points: async ({ event, objectId, fromUs, beforeUs }) => {
      const text = `select ts, v from ops_node_${event} where id = $1 and ts >= $2 and ts < $3`;
      const query = { name: event, text, values: [objectId, fromUs, beforeUs] };
      return (await client.query<{ ts: number; v: number }>(query)).rows;
    },
    subject: async (objectId) => {
      const text = `select "selfRef" from ops_node where id = $1`;
      const query = { name: "subject", text, values: [objectId] };
      return (await client.query<{ selfRef: string }>(query)).rows[0]?.selfRef;
    },
  });
  return Promise.resolve({
    session: async (work) => {
      const client = await pool.connect();
      await work(session(client));
      client.release();
    },
  });
}

/** The same questions, one by one, to an embedded store. */
async function overStore(file: string): Promise<Statements> {
  const { series, info } = await openSqliteStore({ file, clock: systemClock });
  const session: Session = {
    points: async ({ event, objectId, fromUs, beforeUs }) => {
      const key = { source: "", objectType: "node", event, objectId };
      const points: { ts: number; v: number }[] = [];
      for await (const piece of series.read({ series: [key], fromUs, toUs: beforeUs - 1 })) {
        for (const [at, ts] of piece.ts.entries()) points.push({ ts, v: piece.values[at] ?? 0 });
      }
      return points;
    },
    subject: async (id) => {
      const found = await info.get({ source: "", type: "node", id });
      return found && `https://localhost/info/node/${found.id}`;
    },
  };
  return { session: (work) => work(session) };
}
