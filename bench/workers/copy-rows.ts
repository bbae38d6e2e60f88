import { tsOf, valueOf, type Run } from "./store-points.js";

const SIGNATURE = "PGCOPY\n\xff\r\n\0";
const HEADER_BYTES = 19;
const COLUMNS = 3;
/** Number of columns; then length and bytes of series, time and value. */
const ROW_BYTES = 2 + (4 + 4) + (4 + 8) + (4 + 8);
const HIGH_WORD = 2 ** 32;

/** What begins `COPY … (FORMAT binary)`, the quickest form that it has. */
export function copyHeader(): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(SIGNATURE, "latin1");
  return header;
}

export function copyTrailer(): Buffer {
  const trailer = Buffer.alloc(2);
  trailer.writeInt16BE(-1);
  return trailer;
}

/** The rows (s, ts, v) of a batch. */
export function copyRows(batch: readonly Run[]): Buffer {
  const count = batch.reduce((sum, { from, to }) => sum + to - from, 0);
  const rows = Buffer.allocUnsafe(count * ROW_BYTES);
  let at = 0;
  for (const { series, from, to } of batch) {
    for (let step = from; step < to; step++) at = writeRow(rows, at, series, step);
  }
  return rows;
}

function writeRow(rows: Buffer, start: number, series: number, step: number): number {
  const ts = tsOf(series, step);
  const high = Math.floor(ts / HIGH_WORD);
  let at = rows.writeInt16BE(COLUMNS, start);
  at = rows.writeInt32BE(series, rows.writeInt32BE(4, at));
  at = rows.writeInt32BE(high, rows.writeInt32BE(8, at));
  at = rows.writeUInt32BE(ts - high * HIGH_WORD, at);
  return rows.writeDoubleBE(valueOf(series, step), rows.writeInt32BE(8, at));
}
