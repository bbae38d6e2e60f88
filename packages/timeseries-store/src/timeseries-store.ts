import type { InfoStore } from "./info-store.js";
import type { SeriesStore } from "./series-store.js";

export interface StoreStats {
  readonly backend: "sqlite" | "postgresql";
  readonly infoObjects: number;
  readonly series: number;
  readonly points: number;
  /** Of the files or the tables. */
  readonly bytes: number;
  /** Writes that wait for their turn. */
  readonly waitingWrites: number;
}

export interface CheckReport {
  /** One line for each thing that is wrong; empty when all is well. */
  readonly problems: readonly string[];
}

/** Small named values of the owner that must survive with the data, such as watermarks. */
export interface KeyValueStore {
  get(space: string, key: string): Promise<string | undefined>;
  /** All pairs of a space, by key. */
  entries(space: string): Promise<readonly (readonly [key: string, value: string])[]>;
  /** Names of the spaces that hold at least one pair, in order. */
  spaces(): Promise<readonly string[]>;
  /** All or none; `undefined` removes. */
  put(
    space: string,
    pairs: readonly (readonly [key: string, value: string | undefined])[],
  ): Promise<void>;
}

/** Inventory and series in one durable place. */
export interface TimeseriesStore {
  readonly info: InfoStore;
  readonly series: SeriesStore;
  readonly values: KeyValueStore;
  stats(): Promise<StoreStats>;
  check(): Promise<CheckReport>;
  /** Moves cold points into chunks and gives space back, in slices; writes go on between them. */
  compact(): Promise<void>;
  /** Copies the store into a new file (SQLite) while it goes on working. `invalid_argument` where the back end has none. */
  backup(file: string): Promise<void>;
  close(): Promise<void>;
}
