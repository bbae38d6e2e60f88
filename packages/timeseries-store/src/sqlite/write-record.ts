/**
 * A write as it travels to the worker and as it lies in the log: one buffer, so that nothing is copied on the way.
 *
 * `[kind, series, points, 0]` as uint32, then the ids of the series and their numbers of points as uint32, then (at a multiple of eight)
 * all times and all values as doubles, series by series. Of a trim the times are instants before which a series is cut off, one each,
 * and there are no values. Byte order is that of the machine, little-endian on every one there is a build of the engine for.
 */
export const recordKind = { put: 1, trim: 2 } as const;

const HEAD_WORDS = 4;
const WORD_BYTES = 4;
const DOUBLE_BYTES = 8;

export interface WriteRecord {
  readonly kind: number;
  readonly seriesCount: number;
  readonly pointCount: number;
  /** 0: the series is not known yet, its name travels beside the record. */
  readonly ids: Uint32Array;
  readonly counts: Uint32Array;
  readonly ts: Float64Array;
  readonly values: Float64Array;
  readonly buffer: ArrayBuffer;
}

/** Largest id of a series. */
export const MAX_SERIES_ID = 2 ** 32 - 1;

/** An empty record of that size. */
export function newRecord(kind: number, seriesCount: number, pointCount: number): WriteRecord {
  const columns = kind === recordKind.put ? 2 : 1;
  const size = pointsOffset(seriesCount) + pointCount * DOUBLE_BYTES * columns;
  const buffer = new ArrayBuffer(size);
  new Uint32Array(buffer, 0, HEAD_WORDS).set([kind, seriesCount, pointCount, 0]);
  return viewRecord(buffer);
}

/** @throws RangeError for a buffer that is no record */
export function viewRecord(buffer: ArrayBuffer): WriteRecord {
  const [kind = 0, seriesCount = 0, pointCount = 0] = new Uint32Array(buffer, 0, HEAD_WORDS);
  if (kind !== recordKind.put && kind !== recordKind.trim)
    throw new RangeError(`a record of the log is of the unknown kind ${kind}`);
  const head = HEAD_WORDS * WORD_BYTES;
  const tsAt = pointsOffset(seriesCount);
  const valueCount = kind === recordKind.put ? pointCount : 0;
  if (buffer.byteLength !== tsAt + (pointCount + valueCount) * DOUBLE_BYTES)
    throw new RangeError("a record of the log has another length than it says");
  return {
    kind,
    seriesCount,
    pointCount,
    ids: new Uint32Array(buffer, head, seriesCount),
    counts: new Uint32Array(buffer, head + seriesCount * WORD_BYTES, seriesCount),
    ts: new Float64Array(buffer, tsAt, pointCount),
    values: new Float64Array(buffer, tsAt + pointCount * DOUBLE_BYTES, valueCount),
    buffer,
  };
}

function pointsOffset(seriesCount: number): number {
  const words = HEAD_WORDS + seriesCount * 2;
  return (words + (words % 2)) * WORD_BYTES;
}
