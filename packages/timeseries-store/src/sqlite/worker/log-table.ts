import { Buffer } from "node:buffer";
import { viewRecord, type WriteRecord } from "../write-record.js";
import { blob, integer } from "../columns.js";
import type { Connection, Statement } from "./connection.js";

/** Rows read or removed at once. */
const SLICE_ROWS = 64;
/** Bytes of rows removed at once: each page of them is touched. */
const SLICE_BYTES = 4 * 1024 * 1024;

export interface RemovedWrites {
  readonly lastId: number;
  readonly bytes: number;
}

/** Writes that are not yet in chunks, in the order they were acknowledged. */
export class LogTable {
  readonly #append: Statement;
  readonly #after: Statement;
  readonly #sizes: Statement;
  readonly #removeTo: Statement;
  #lastId: number;
  #firstId: number;
  #bytes: number;

  constructor(connection: Connection) {
    this.#append = connection.prepare("insert into pending (id, record) values (?, ?)");
    this.#after = connection.prepare(
      "select id, record from pending where id > ? order by id limit ?",
    );
    this.#sizes = connection.prepare("select id, length(record) from pending order by id limit ?");
    this.#removeTo = connection.prepare("delete from pending where id <= ?");
    this.#lastId = integer(connection.value("select ifnull(max(id), 0) from pending"));
    this.#firstId = integer(connection.value("select ifnull(min(id), 1) from pending"));
    this.#bytes = integer(connection.value("select ifnull(sum(length(record)), 0) from pending"));
  }

  /** Id of the newest write. */
  get lastId(): number {
    return this.#lastId;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get isEmpty(): boolean {
    return this.#firstId > this.#lastId;
  }

  /** Within a transaction; call `appended` once it is committed. @param offset place among those of the transaction */
  append(buffer: ArrayBuffer, offset: number): void {
    this.#append.run([BigInt(this.#lastId + 1 + offset), Buffer.from(buffer)]);
  }

  appended(count: number, bytes: number): void {
    this.#lastId += count;
    this.#bytes += bytes;
  }

  /** All writes from the oldest on, in slices. */
  *all(): Generator<WriteRecord[], void, undefined> {
    let after = 0;
    for (;;) {
      const rows = this.#after.all([BigInt(after), BigInt(SLICE_ROWS)]);
      yield rows.map((row) => recordOf(blob(row[1])));
      if (rows.length < SLICE_ROWS) return;
      after = integer(rows.at(-1)?.[0]);
    }
  }

  /** Removes some of the oldest writes up to `id`, within a transaction. @returns what to tell `removed` */
  removeSome(id: number): RemovedWrites {
    let lastId = 0;
    let bytes = 0;
    for (const row of this.#sizes.all([BigInt(SLICE_ROWS)])) {
      if (integer(row[0]) > id || bytes > SLICE_BYTES) break;
      lastId = integer(row[0]);
      bytes += integer(row[1]);
    }
    this.#removeTo.run([BigInt(lastId)]);
    return { lastId, bytes };
  }

  /** After the commit. */
  removed({ lastId, bytes }: RemovedWrites): void {
    if (lastId < this.#firstId) throw new RangeError("the log has lost writes");
    this.#firstId = lastId + 1;
    this.#bytes -= bytes;
  }

  /** True while there are writes up to `id`. */
  hasUpTo(id: number): boolean {
    return this.#firstId <= id;
  }
}

function recordOf(bytes: Buffer): WriteRecord {
  // The columns need a buffer of their own that begins at a multiple of eight.
  return viewRecord(new Uint8Array(bytes).buffer);
}
