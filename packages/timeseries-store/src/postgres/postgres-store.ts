import type { Clock } from "@signalbox/clock";
import { AppError } from "@signalbox/errors";
import type { TimeseriesStore } from "../timeseries-store.js";
import { Connection, type ConnectionOptions } from "./connection.js";
import { ConnectionPool } from "./connection-pool.js";
import { NamedValues } from "./named-values.js";
import { PostgresInfoStore } from "./postgres-info-store.js";
import { PostgresSeriesStore } from "./postgres-series-store.js";
import { SeriesIds } from "./series-ids.js";
import { overPool } from "./tables.js";
import { checkTables, readStats, vacuumTables } from "./upkeep.js";
import { WriteQueue } from "./write-queue.js";

export interface PostgresStoreLimits {
  /** Most connections; default 10. */
  readonly poolSize: number;
  /** Most requests that wait for a connection, `requestTimeoutMs` long; default 1000. */
  readonly maxWaitingRequests: number;
  /** Most writes that wait for their turn; default 1000. */
  readonly maxWaitingWrites: number;
  /** Most points in them together; default 2,000,000. */
  readonly maxWaitingPoints: number;
  /** Writes at the same time; default 1, which keeps the order of the calls. */
  readonly maxConcurrentWrites: number;
  /** Longest statement; default 30,000. */
  readonly requestTimeoutMs: number;
  /** Longest statement of opening, `check` and `compact`; default 600,000. */
  readonly maintenanceTimeoutMs: number;
  /** Most points that are fetched at once; default 5000. */
  readonly pagePoints: number;
  /** Most ids of series kept in memory; default 200,000, some 60 MB. */
  readonly maxRememberedSeries: number;
}

export interface CreatePostgresStoreOptions {
  readonly clock: Clock;
  readonly schemaName: string;
  readonly limits: PostgresStoreLimits;
  readonly connecting: ConnectionOptions;
}

/** Over tables that are there. Connects with the first call. */
export function createPostgresStore(options: CreatePostgresStoreOptions): TimeseriesStore {
  const { clock, schemaName, limits, connecting } = options;
  const schema = `"${schemaName}"`;
  const ids = new SeriesIds({ schema, maxRemembered: limits.maxRememberedSeries });
  const pool = new ConnectionPool({
    clock,
    poolSize: limits.poolSize,
    maxWaiting: limits.maxWaitingRequests,
    maxWaitMs: limits.requestTimeoutMs,
    open: (onLost) => Connection.open(connecting, onLost),
    onLost: () => ids.forget(),
  });
  const db = overPool(pool, schemaName);
  const writes = new WriteQueue(limits);
  const parts = { clock, pool, ids, db, writes, schema, schemaName, pagePoints: limits.pagePoints };
  const upkeep = { pool, schema, schemaName, timeoutMs: limits.maintenanceTimeoutMs };
  return {
    info: new PostgresInfoStore(parts),
    series: new PostgresSeriesStore(parts),
    values: new NamedValues(parts),
    stats: async () => ({
      backend: "postgresql",
      ...(await readStats(upkeep)),
      waitingWrites: writes.waiting,
    }),
    check: () => checkTables(upkeep),
    compact: () => vacuumTables(upkeep),
    backup: () =>
      Promise.reject(
        new AppError("invalid_argument", "a store in PostgreSQL is backed up with pg_dump"),
      ),
    close: onlyOnce(async () => {
      writes.close();
      await pool.close();
    }),
  };
}

function onlyOnce(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
}
