import type { Clock } from "@signalbox/clock";
import { AppError } from "@signalbox/errors";
import type { TimeseriesStore } from "../timeseries-store.js";
import { Connection, type ConnectionOptions } from "./connection.js";
import { loadDriver } from "./load-driver.js";
import { migrate } from "./migrations.js";
import { createPostgresStore, type PostgresStoreLimits } from "./postgres-store.js";
import { PostgresTarget, type PostgresTargetOptions } from "./postgres-target.js";
import { isSchemaName } from "./tables.js";

export interface PostgresStoreOptions extends PostgresTargetOptions, Partial<PostgresStoreLimits> {
  readonly clock: Clock;
  /** Schema of the tables: lower-case letters, digits and `_`; default `signalbox`. */
  readonly schema?: string;
  /**
   * `full` (default): a write that is acknowledged survives the loss of power, even where the server is set up otherwise.
   * `normal`: the server may lose the last second of them, but writes are faster.
   */
  readonly durability?: "full" | "normal";
  /** Chunks of a hypertable in microseconds, where the database has Timescale; default 7 days. 0: no hypertable. */
  readonly chunkIntervalUs?: number;
  /** Longest wait for a connection; default 10,000. */
  readonly connectTimeoutMs?: number;
}

const DEFAULT_SCHEMA = "signalbox";
const DEFAULT_CHUNK_US = 7 * 24 * 3600 * 1_000_000;
const DEFAULT_CONNECT_TIMEOUT_MS = 10_000;

/** See PostgresStoreLimits. */
export const defaultLimits: PostgresStoreLimits = {
  poolSize: 10,
  maxWaitingRequests: 1000,
  maxWaitingWrites: 1000,
  maxWaitingPoints: 2_000_000,
  maxConcurrentWrites: 1,
  requestTimeoutMs: 30_000,
  maintenanceTimeoutMs: 600_000,
  pagePoints: 5000,
  maxRememberedSeries: 200_000,
};

/**
 * A store in PostgreSQL 13 or newer. Creates or renews its tables. Needs the packages pg and pg-copy-streams. A server that
 * goes away later is found again with the next call; what was under way rejects as `unavailable` or `upstream_timeout`,
 * and may be repeated: points and objects that are there already are counted as such.
 *
 * @throws AppError `invalid_argument` for the options or a missing package, `permission_denied`, `unavailable` or
 * `upstream_timeout` for the server, `conflict` for tables of a newer program
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<TimeseriesStore> {
  const schemaName = options.schema ?? DEFAULT_SCHEMA;
  if (!isSchemaName(schemaName)) {
    throw new AppError("invalid_argument", `schema ${schemaName} is not a plain lower-case name`);
  }
  const limits = withDefaults(options);
  const connecting: ConnectionOptions = {
    driver: await loadDriver(),
    target: new PostgresTarget(options),
    clock: options.clock,
    connectTimeoutMs: options.connectTimeoutMs ?? DEFAULT_CONNECT_TIMEOUT_MS,
    requestTimeoutMs: limits.requestTimeoutMs,
    sessionSql: sessionSql(options.durability ?? "full"),
  };
  await prepare(connecting, options, schemaName, limits);
  return createPostgresStore({ clock: options.clock, schemaName, limits, connecting });
}

async function prepare(
  connecting: ConnectionOptions,
  options: PostgresStoreOptions,
  schemaName: string,
  limits: PostgresStoreLimits,
): Promise<void> {
  const chunkIntervalUs = options.chunkIntervalUs ?? DEFAULT_CHUNK_US;
  const connection = await Connection.open(connecting, () => undefined);
  try {
    await migrate(connection, {
      schemaName,
      chunkIntervalUs: chunkIntervalUs > 0 ? chunkIntervalUs : undefined,
      timeoutMs: limits.maintenanceTimeoutMs,
    });
  } finally {
    await connection.close();
  }
}

/**
 * Our joins lead from a few keys into an index, and what is read comes in its order, page by page. Without statistics of
 * a new table the planner may think otherwise, and read all points of a table or of a series for each page.
 */
function sessionSql(durability: "full" | "normal"): string {
  const commit =
    durability === "normal"
      ? "set synchronous_commit = off"
      : `select set_config('synchronous_commit', 'on', false)
         where current_setting('synchronous_commit') = 'off'`;
  return `set enable_hashjoin = off; set enable_mergejoin = off; set enable_bitmapscan = off; ${commit}`;
}

function withDefaults(options: Partial<PostgresStoreLimits>): PostgresStoreLimits {
  const limits: { -readonly [Name in keyof PostgresStoreLimits]: number } = { ...defaultLimits };
  // The keys of an object of known shape.
  for (const name of Object.keys(defaultLimits) as (keyof PostgresStoreLimits)[]) {
    const value = options[name] ?? defaultLimits[name];
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new AppError("invalid_argument", `${name} is ${value}, not a whole number from 1`);
    }
    limits[name] = value;
  }
  return limits;
}
