import type { ErrorCode } from "@signalbox/errors";
import type {
  InfoKey,
  InfoObject,
  InfoReference,
  InfoWriteReport,
  StoredInfo,
} from "../info-store.js";
import type { Aggregation, SeriesFilter, SeriesSummary, WriteReport } from "../series-store.js";
import type { StoreStats } from "../timeseries-store.js";
import type { OpenStep } from "./worker/downsampler.js";

/** A job on a reading connection of its own, beside the worker that writes. */
export interface JobSetup {
  readonly job: "check" | "copy";
  readonly file: string;
  /** Where a copy goes. */
  readonly target: string;
}

/** A statement as the calling side wrote it; integers are BigInt. */
export interface CompiledSql {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

export type SqlValue = string | number | bigint | Uint8Array | null;

export interface CompiledMigration {
  readonly name: string;
  readonly statements: readonly string[];
}

/** What the worker is started with. */
export interface WorkerSetup {
  readonly file: string;
  /** In order; a file is brought to the last of them. */
  readonly migrations: readonly CompiledMigration[];
  readonly durability: "full" | "normal";
  readonly cacheBytes: number;
  readonly maxFileBytes: number | undefined;
  readonly maxSeries: number;
  /** Bytes of the log at which it is moved into chunks; twice that is its limit. */
  readonly flushBytes: number;
  readonly piecePoints: number;
  readonly slicePoints: number;
}

/**
 * Series by the ids the other side has learned; 0 where it has not, then the four parts of the name are the next in `names`.
 */
export interface SeriesRefs {
  readonly ids: Uint32Array;
  readonly names: readonly string[];
}

/** Ids of the series that came by name, in their order; 0 for those that do not exist. */
export type Learned = Uint32Array;

export interface PieceRequest {
  /** Where this piece begins in the first series; the others begin at `rangeFromUs`. */
  readonly fromUs: number;
  readonly rangeFromUs: number;
  readonly toUs: number;
  readonly steps: { readonly stepUs: number; readonly by: Aggregation } | undefined;
  readonly open: OpenStep | undefined;
}

export interface Segment {
  /** Of the series among those asked for. */
  readonly place: number;
  readonly count: number;
}

export interface Piece {
  readonly ts: Float64Array;
  readonly values: Float64Array;
  readonly segments: readonly Segment[];
  /** Where the next piece begins; absent when all series are read. */
  readonly next:
    | { readonly place: number; readonly fromUs: number; readonly open: OpenStep | undefined }
    | undefined;
  readonly learned: Learned;
}

export interface LatestPoints {
  /** NaN where there is none. */
  readonly ts: Float64Array;
  readonly values: Float64Array;
  readonly learned: Learned;
}

export interface ListRequest extends SeriesFilter {
  readonly limit: number;
  readonly after: readonly string[] | undefined;
}

type Pairs = readonly (readonly [key: string, value: string])[];

/** What the worker can be asked for beside writing points: arguments and answer of each. */
export interface WorkerMethods {
  "series.piece": (refs: SeriesRefs, request: PieceRequest) => Piece;
  "series.latest": (refs: SeriesRefs) => LatestPoints;
  "series.list": (request: ListRequest) => {
    readonly series: readonly SeriesSummary[];
    readonly isLast: boolean;
  };
  "series.removeBefore": (request: {
    readonly beforeUs: number;
    readonly filter: SeriesFilter | undefined;
    readonly limit: number;
  }) => number;
  "info.put": (objects: readonly InfoObject[]) => InfoWriteReport;
  "info.getMany": (keys: readonly InfoKey[]) => (StoredInfo | undefined)[];
  "info.referencesOf": (keys: readonly InfoKey[]) => InfoReference[][];
  "info.markGone": (keys: readonly InfoKey[], atUs: number) => number;
  "info.remove": (keys: readonly InfoKey[]) => number;
  /** Removes the objects whose `info_id` a statement finds. */
  "info.removeFound": (find: CompiledSql) => number;
  /** Rows of a statement that only reads. */
  rows: (query: CompiledSql) => readonly (readonly unknown[])[];
  "values.get": (space: string, key: string) => string | undefined;
  "values.entries": (space: string) => Pairs;
  "values.spaces": () => string[];
  "values.put": (
    space: string,
    pairs: readonly (readonly [key: string, value: string | undefined])[],
  ) => undefined;
  stats: () => Omit<StoreStats, "waitingWrites" | "backend">;
  flush: () => undefined;
  compact: () => undefined;
  /** Forgets series without points, some of them. The other side must have forgotten their ids before. */
  purge: () => number;
  close: () => undefined;
}

export type MethodName = keyof WorkerMethods;

export interface PutMessage {
  readonly kind: "put";
  readonly call: number;
  readonly record: ArrayBuffer;
  readonly names: readonly string[];
}

export interface CallMessage {
  readonly kind: "call";
  readonly call: number;
  readonly method: MethodName;
  readonly args: readonly unknown[];
}

export type ToWorker = PutMessage | CallMessage;

export interface PutResult extends WriteReport {
  readonly learned: Learned;
}

export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
}

export type FromWorker =
  | { readonly kind: "ready"; readonly failure?: Failure }
  | { readonly kind: "result"; readonly call: number; readonly result: unknown }
  | { readonly kind: "failed"; readonly call: number; readonly failure: Failure };
