import { Buffer } from "node:buffer";
import { countPoints, cutSlices, type PointSlice } from "./point-slice.js";

/*
 * PostgreSQL's binary forms: no text is made and parsed, and a double is kept to the last bit. Arrays: number of
 * dimensions, flags, element type, length, lower bound, then length and bytes of each element. COPY: a signature, flags
 * and length of an extension; then for each row the number of columns, and length and bytes of each; at the end -1.
 */
const INT4 = { oid: 23, bytes: 4 } as const;
const INT8 = { oid: 20, bytes: 8 } as const;
const FLOAT8 = { oid: 701, bytes: 8 } as const;
const ARRAY_HEADER_BYTES = 20;
const LENGTH_BYTES = 4;
const COPY_SIGNATURE = "PGCOPY\n\xff\r\n\0";
const COPY_HEADER_BYTES = 19;
const COLUMNS = 3;
const COUNT_BYTES = 2;
const ROW_BYTES = COUNT_BYTES + COLUMNS * LENGTH_BYTES + INT4.bytes + INT8.bytes + FLOAT8.bytes;
/** Makes pieces of about 64 KiB. */
const ROWS_A_PIECE = 2000;
const HIGH_WORD = 2 ** 32;

/** Columns as the parameters `integer[]`, `bigint[]` and `double precision[]`. */
export function pointArrays(slices: readonly PointSlice[]): [ids: Buffer, ts: Buffer, v: Buffer] {
  const count = countPoints(slices);
  const ids = arrayOf(INT4, count);
  const times = arrayOf(INT8, count);
  const values = arrayOf(FLOAT8, count);
  let idAt = ARRAY_HEADER_BYTES;
  let at = ARRAY_HEADER_BYTES;
  for (const { seriesId, ts, values: v, from, to } of slices) {
    for (let index = from; index < to; index++) {
      idAt = writeInt4(ids, seriesId, idAt);
      writeInt8(times, ts[index] ?? 0, at);
      at = writeFloat8(values, v[index] ?? 0, at);
    }
  }
  return [ids, times, values];
}

/** The rows (series_id, ts, v) as `COPY … (FORMAT binary)` takes them. */
export function* copyPieces(slices: readonly PointSlice[]): Generator<Buffer> {
  const header = Buffer.alloc(COPY_HEADER_BYTES);
  header.write(COPY_SIGNATURE, "latin1");
  yield header;
  for (const group of cutSlices(slices, ROWS_A_PIECE)) yield copyRows(group);
  const trailer = Buffer.alloc(COUNT_BYTES);
  trailer.writeInt16BE(-1);
  yield trailer;
}

function copyRows(slices: readonly PointSlice[]): Buffer {
  const rows = Buffer.allocUnsafe(countPoints(slices) * ROW_BYTES);
  let at = 0;
  for (const { seriesId, ts, values, from, to } of slices) {
    for (let index = from; index < to; index++) {
      at = rows.writeInt16BE(COLUMNS, at);
      at = writeInt4(rows, seriesId, at);
      at = writeInt8(rows, ts[index] ?? 0, at);
      at = writeFloat8(rows, values[index] ?? 0, at);
    }
  }
  return rows;
}

function arrayOf(type: { readonly oid: number; readonly bytes: number }, count: number): Buffer {
  const bytes = Buffer.allocUnsafe(ARRAY_HEADER_BYTES + count * (LENGTH_BYTES + type.bytes));
  let at = bytes.writeInt32BE(1, 0);
  at = bytes.writeInt32BE(0, at);
  at = bytes.writeInt32BE(type.oid, at);
  at = bytes.writeInt32BE(count, at);
  bytes.writeInt32BE(1, at);
  return bytes;
}

function writeInt4(bytes: Buffer, value: number, at: number): number {
  return bytes.writeInt32BE(value, bytes.writeInt32BE(INT4.bytes, at));
}

function writeInt8(bytes: Buffer, value: number, at: number): number {
  const high = Math.floor(value / HIGH_WORD);
  const next = bytes.writeInt32BE(high, bytes.writeInt32BE(INT8.bytes, at));
  return bytes.writeUInt32BE(value - high * HIGH_WORD, next);
}

function writeFloat8(bytes: Buffer, value: number, at: number): number {
  return bytes.writeDoubleBE(value, bytes.writeInt32BE(FLOAT8.bytes, at));
}
