import { type Cancel, type Clock } from "@signalbox/clock";
import type { InfoStore } from "../info-store.js";
import type { SeriesStore } from "../series-store.js";
import type {
  CheckReport,
  KeyValueStore,
  StoreStats,
  TimeseriesStore,
} from "../timeseries-store.js";
import { migrations } from "./migrations.js";
import { KnownSeries } from "./known-series.js";
import { checkSqliteFile, copySqliteFile } from "./sqlite-file.js";
import { SqliteInfo } from "./sqlite-info.js";
import { SqliteSeries } from "./sqlite-series.js";
import { SqliteValues } from "./sqlite-values.js";
import { defaultSqliteLimits, type SqliteStoreLimits } from "./store-limits.js";
import { WorkerClient } from "./worker-client.js";

/** Series a purge forgets at once; as many were forgotten: there may be more. */
const PURGE_SERIES = 1000;

export interface SqliteStoreOptions extends Partial<SqliteStoreLimits> {
  /** Its folder must exist. Beside it lie `-wal`, `-shm` and `-lock` while the store is open. */
  readonly file: string;
  readonly clock: Clock;
  /**
   * When a write is acknowledged. `full` (default): when it is on the disk, so that it survives the loss of power. `normal`: when the
   * operating system has it, so that it survives the end of the process only; many times quicker for small writes.
   */
  readonly durability?: "full" | "normal";
}

/**
 * Opens a store in a file, or makes it. One process at a time may have it open. All work is done in one worker thread.
 *
 * @throws AppError `unavailable`: another process has it open; `invalid_argument`: the file cannot be opened or is no store;
 * `conflict`: a newer version of the program made its tables; `internal`: it is damaged
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<TimeseriesStore> {
  const { clock, durability = "full", file } = options;
  const limits = { ...defaultSqliteLimits, ...options };
  const { cacheBytes, maxFileBytes, maxSeries, flushBytes, piecePoints, slicePoints } = limits;
  const setup = {
    file,
    migrations: migrations(),
    durability,
    cacheBytes,
    maxFileBytes,
    maxSeries,
    flushBytes,
    piecePoints,
    slicePoints,
  };
  const worker = await WorkerClient.start(setup, limits);
  return new SqliteStore({ clock, file, limits, worker });
}

interface StoreInternals {
  readonly clock: Clock;
  readonly file: string;
  readonly limits: SqliteStoreLimits;
  readonly worker: WorkerClient;
}

class SqliteStore implements TimeseriesStore {
  readonly info: InfoStore;
  readonly series: SeriesStore;
  readonly values: KeyValueStore;
  readonly #parts: StoreInternals;
  readonly #known: KnownSeries;
  #cancelFlush: Cancel = () => undefined;
  #sideJob: Promise<unknown> = Promise.resolve();

  constructor(parts: StoreInternals) {
    const { clock, worker, limits } = parts;
    this.#parts = parts;
    this.#known = new KnownSeries(limits.maxKnownSeries);
    this.info = new SqliteInfo(worker);
    this.series = new SqliteSeries({ clock, worker, known: this.#known });
    this.values = new SqliteValues(worker);
    if (limits.flushIntervalMs > 0) this.#planFlush();
  }

  #planFlush(): void {
    const { clock, limits, worker } = this.#parts;
    this.#cancelFlush = clock.after(limits.flushIntervalMs, () => {
      // A flush that fails is repeated; what it could not move is in the log as before.
      void worker
        .call("flush")
        .catch(() => undefined)
        .then(() => this.#planFlush());
    });
  }

  async stats(): Promise<StoreStats> {
    const { worker } = this.#parts;
    const waitingWrites = worker.waitingWrites;
    return { backend: "sqlite", ...(await worker.call("stats")), waitingWrites };
  }

  async compact(): Promise<void> {
    const { worker } = this.#parts;
    await worker.call("compact");
    let forgotten: number;
    do {
      // In this order and at once: a write that follows names its series again.
      this.#known.forgetAll();
      forgotten = await worker.call("purge");
    } while (forgotten >= PURGE_SERIES);
  }

  async check(): Promise<CheckReport> {
    const { file } = this.#parts;
    return this.#alone(() => checkSqliteFile(file));
  }

  async backup(target: string): Promise<void> {
    await this.#alone(() => copySqliteFile(this.#parts.file, target));
  }

  /** One check or copy at a time: each reads the whole file. */
  async #alone<Result>(job: () => Promise<Result>): Promise<Result> {
    // Refused when closed, like every other call.
    const result = Promise.all([this.#sideJob, this.#parts.worker.call("values.spaces")]).then(job);
    this.#sideJob = result.catch(() => undefined);
    return result;
  }

  async close(): Promise<void> {
    this.#cancelFlush();
    await this.#sideJob;
    await this.#parts.worker.close();
    this.#cancelFlush();
  }
}
