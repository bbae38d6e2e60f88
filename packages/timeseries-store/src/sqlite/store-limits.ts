/** Bounds of an embedded store; each can be set when it is opened. */
export interface SqliteStoreLimits {
  /** Writes under way at once; above: `unavailable`. Default 1000. */
  readonly maxWaitingWrites: number;
  /** Points in them together; above: `unavailable`. Default 2,000,000. */
  readonly maxWaitingPoints: number;
  /** Reads and other calls under way at once; above: `unavailable`. Default 10,000. */
  readonly maxWaitingCalls: number;
  /** Points of one write; above: `item_too_large`. Default 1,000,000. */
  readonly maxPutPoints: number;
  /** Series with or without points; a write of one more is `storage_full`. Each takes about 300 bytes of memory. Default 2,000,000. */
  readonly maxSeries: number;
  /** Series whose ids are remembered, so that their names need not be sent again. Default 500,000. */
  readonly maxKnownSeries: number;
  /**
   * Bytes of the log, 16 a point, at which its points are moved into chunks. At twice as much writes wait for it. The points of the log
   * are also in memory. Default 16 MiB.
   */
  readonly flushBytes: number;
  /** The log is moved into chunks when nothing was for so long, in milliseconds. Default 10 minutes; 0: never by time. */
  readonly flushIntervalMs: number;
  /** Memory for pages of the file. Default 64 MiB. */
  readonly cacheBytes: number;
  /** Largest size of the file; a write beyond is `storage_full`. Default: what the disk has. */
  readonly maxFileBytes?: number;
  /** Points read for one piece of an answer; writes wait so long. Default 10,000. */
  readonly piecePoints: number;
  /** Points moved or removed in one transaction of upkeep; reads and writes wait so long. Default 10,000. */
  readonly slicePoints: number;
}

const MIB = 1024 * 1024;
const MINUTE_MS = 60_000;

export const defaultSqliteLimits: SqliteStoreLimits = {
  maxWaitingWrites: 1000,
  maxWaitingPoints: 2_000_000,
  maxWaitingCalls: 10_000,
  maxPutPoints: 1_000_000,
  maxSeries: 2_000_000,
  maxKnownSeries: 500_000,
  flushBytes: 16 * MIB,
  flushIntervalMs: 10 * MINUTE_MS,
  cacheBytes: 64 * MIB,
  piecePoints: 10_000,
  slicePoints: 10_000,
};
