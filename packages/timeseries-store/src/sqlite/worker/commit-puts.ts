import { AppError } from "@signalbox/errors";
import type { Failure, PutMessage, PutResult } from "../messages.js";
import { viewRecord, type WriteRecord } from "../write-record.js";
import type { StoreParts } from "./store-parts.js";
import { SeriesState } from "./series-state.js";

const NAME_PARTS = 4;

/** A write on its way through the commit of its group. */
interface Prepared {
  readonly record: WriteRecord;
  readonly learned: Uint32Array;
}

export type PutOutcome =
  | { readonly call: number; readonly result: PutResult }
  | { readonly call: number; readonly failure: Failure };

/**
 * Writes that waited together become durable together, in one transaction; then their points join the series. When the transaction
 * fails none of them is there.
 *
 * @throws what the engine throws; none of the writes is there then
 */
export function commitPuts(parts: StoreParts, puts: readonly PutMessage[]): readonly PutOutcome[] {
  const outcomes: PutOutcome[] = [];
  const prepared: (readonly [PutMessage, Prepared])[] = [];
  const created = new Map<string, number>();
  let bytes = 0;
  parts.connection.transaction(() => {
    for (const put of puts) {
      const one = prepare(parts, put, created);
      if (one instanceof AppError) {
        outcomes.push({ call: put.call, failure: one });
        continue;
      }
      parts.log.append(one.record.buffer, prepared.length);
      bytes += one.record.buffer.byteLength;
      prepared.push([put, one]);
    }
  });
  parts.log.appended(prepared.length, bytes);
  for (const id of created.values()) parts.catalogue.add(new SeriesState(id));
  for (const [put, { record, learned }] of prepared) {
    const counts = parts.catalogue.applyPut(record);
    outcomes.push({ call: put.call, result: { ...counts, learned } });
  }
  return outcomes;
}

/** Puts ids in the place of names, making series that do not exist. @returns why it cannot be */
function prepare(
  parts: StoreParts,
  put: PutMessage,
  created: Map<string, number>,
): Prepared | AppError {
  const record = viewRecord(put.record);
  const names = namesOf(put.names);
  const known = names.map((name) => created.get(name.join("\0")) ?? parts.series.find(name));
  const missing = new Set(
    names.filter((_, index) => known[index] === undefined).map((name) => name.join("\0")),
  );
  const size = parts.catalogue.size + created.size;
  if (missing.size > 0 && size + missing.size > parts.maxSeries)
    return new AppError(
      "storage_full",
      `the store has ${size} series, ${missing.size} more are above the limit of ${parts.maxSeries} (maxSeries)`,
    );
  const learned = Uint32Array.from(names, (name, index) => {
    const id = known[index] ?? created.get(name.join("\0")) ?? parts.series.insert(name);
    if (known[index] === undefined) created.set(name.join("\0"), id);
    return id;
  });
  fillIn(record.ids, learned);
  return { record, learned };
}

export function fillIn(ids: Uint32Array, learned: Uint32Array): void {
  let next = 0;
  for (const [place, id] of ids.entries()) if (id === 0) ids[place] = learned[next++] ?? 0;
}

/** The four parts of each name. */
export function namesOf(names: readonly string[]): string[][] {
  const all: string[][] = [];
  for (let at = 0; at < names.length; at += NAME_PARTS) all.push(names.slice(at, at + NAME_PARTS));
  return all;
}
