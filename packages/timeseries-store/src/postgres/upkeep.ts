import type { CheckReport, StoreStats } from "../timeseries-store.js";
import type { Connection } from "./connection.js";
import type { ConnectionPool } from "./connection-pool.js";

export interface UpkeepOptions {
  readonly pool: ConnectionPool<Connection>;
  /** As it stands in SQL. */
  readonly schema: string;
  readonly schemaName: string;
  /** Longest statement of `check` and `compact`. */
  readonly timeoutMs: number;
}

/** From here on points are not counted one by one: as many a block as when the server last looked. */
const MAX_COUNTED_POINTS = 1_000_000;
const LARGEST_TIME = Number.MAX_SAFE_INTEGER;

export type PostgresStats = Omit<StoreStats, "backend" | "waitingWrites">;

export function readStats(options: UpkeepOptions): Promise<PostgresStats> {
  const { schema, schemaName } = options;
  const text = `select
      (select count(*) from ${schema}.info) as "infoObjects",
      (select count(*) from ${schema}.series s where exists (
        select from ${schema}.points p where p.series_id = s.id)) as series,
      case when estimate.points >= ${MAX_COUNTED_POINTS} then estimate.points
        else (select count(*) from ${schema}.points) end as points,
      (select coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = $1 and c.relkind = 'r') as bytes
    from (select (reltuples / greatest(relpages, 1)
        * (pg_relation_size(oid) / current_setting('block_size')::integer))::bigint as points
      from pg_class where oid = '${schema}.points'::regclass) estimate`;
  return options.pool.use(async (connection) => {
    const { rows } = await connection.run<PostgresStats>({ text, values: [schemaName] });
    return rows[0] ?? { infoObjects: 0, series: 0, points: 0, bytes: 0 };
  });
}

const checks: readonly (readonly [problem: string, count: (schema: string) => string])[] = [
  [
    "points belong to no series",
    (schema) =>
      `select count(*) from ${schema}.points p
       where not exists (select from ${schema}.series s where s.id = p.series_id)`,
  ],
  [
    "points have a time beyond 2^53",
    (schema) => `select count(*) from ${schema}.points where abs(ts) > ${LARGEST_TIME}`,
  ],
  [
    "points have no finite value",
    (schema) => `select count(*) from ${schema}.points where v in ('NaN', 'Infinity', '-Infinity')`,
  ],
  [
    "objects have other references than they should",
    (schema) =>
      `select count(*) from ${schema}.info i
       where (select count(*) from ${schema}.info_reference r where r.info_id = i.id)
         <> (select count(distinct e) from jsonb_array_elements(i.reference_list::jsonb) e)`,
  ],
  [
    "indexes are not valid",
    (schema) =>
      `select count(*) from pg_index x join pg_class c on c.oid = x.indrelid
       where c.relnamespace = '${schema}'::regnamespace and not x.indisvalid`,
  ],
];

/** What the tables promise each other; PostgreSQL looks after the rest. */
export async function checkTables(options: UpkeepOptions): Promise<CheckReport> {
  const problems: string[] = [];
  for (const [problem, countSql] of checks) {
    const text = countSql(options.schema);
    const count = await options.pool.use((connection) =>
      patiently(connection, options, async () => {
        const { rows } = await connection.run<{ count: number }>({ text }, options.timeoutMs);
        return rows[0]?.count ?? 0;
      }),
    );
    if (count > 0) problems.push(`${count} ${problem}`);
  }
  return { problems };
}

/** Gives the space of removed rows back to the tables and renews what the planner knows; writes go on meanwhile. */
export async function vacuumTables(options: UpkeepOptions): Promise<void> {
  const { schema } = options;
  for (const table of ["points", "series", "info", "info_reference", "named_value"]) {
    const text = `vacuum (analyze) ${schema}.${table}`;
    await options.pool.use((connection) =>
      patiently(connection, options, () => connection.run({ text }, options.timeoutMs)),
    );
  }
}

async function patiently<Result>(
  connection: Connection,
  { timeoutMs }: UpkeepOptions,
  work: () => Promise<Result>,
): Promise<Result> {
  await connection.run({ text: `set statement_timeout = ${timeoutMs}` });
  try {
    return await work();
  } finally {
    // Fails with the connection, which is then not used again.
    await connection.run({ text: "reset statement_timeout" }).catch(() => connection.destroy());
  }
}
