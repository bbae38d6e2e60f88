import { AppError } from "@signalbox/errors";
import { invalid } from "../arguments.js";
import type { InfoKey, InfoObject } from "../info-store.js";
import type { SeriesPoints } from "../series-store.js";
import type { TimeseriesStore } from "../timeseries-store.js";
import { headerProblem, parseRecord, type TransferRecord } from "./transfer-format.js";

/** What is collected before it is written. */
const BATCH_POINTS = 50_000;
const BATCH_OBJECTS = 500;

/** What an import did. */
export interface ImportReport {
  readonly lines: number;
  readonly infoObjects: number;
  readonly values: number;
  /** Points of the file; those that were there already are among them. */
  readonly points: number;
}

/**
 * Reads what `exportStore` wrote, into a store of any back end. Nothing is removed: what is there is replaced where keys or instants
 * are the same. Repeating an import, after an error for instance, is harmless.
 *
 * @throws AppError `invalid_argument` naming the first bad line; what came before may have been written
 */
export async function importStore(
  store: TimeseriesStore,
  lines: AsyncIterable<string> | Iterable<string>,
): Promise<ImportReport> {
  const batch = new ImportBatch(store);
  let count = 0;
  for await (const line of lines) {
    count++;
    try {
      if (count === 1) checkHeader(line);
      else if (line !== "") await batch.add(recordOf(line));
    } catch (error) {
      throw atLine(count, error);
    }
  }
  if (count === 0) throw invalid("line 0 is missing: the export is empty");
  try {
    await batch.flush();
  } catch (error) {
    throw atLine(count, error);
  }
  return { lines: count, ...batch.report };
}

function checkHeader(line: string): void {
  const problem = headerProblem(line);
  if (problem !== undefined) throw invalid(problem);
}

function recordOf(line: string): TransferRecord {
  const record = parseRecord(line);
  if (typeof record === "string") throw invalid(record);
  return record;
}

function atLine(line: number, reason: unknown): unknown {
  if (!(reason instanceof AppError) || reason.code !== "invalid_argument") return reason;
  return invalid(`line ${line} ${reason.message}`);
}

class ImportBatch {
  readonly report = { infoObjects: 0, values: 0, points: 0 };
  readonly #store: TimeseriesStore;
  #objects: InfoObject[] = [];
  #gone: (readonly [key: InfoKey, atUs: number])[] = [];
  #points: SeriesPoints[] = [];
  #pointCount = 0;

  constructor(store: TimeseriesStore) {
    this.#store = store;
  }

  async add(record: TransferRecord): Promise<void> {
    switch (record.kind) {
      case "value":
        this.report.values++;
        return this.#store.values.put(record.space, [[record.key, record.value]]);
      case "info":
        this.#objects.push(record.object);
        if (record.goneSinceUs !== undefined) this.#gone.push([record.object, record.goneSinceUs]);
        return this.#objects.length >= BATCH_OBJECTS ? this.#flushObjects() : undefined;
      case "series":
        this.#points.push(record.points);
        this.#pointCount += record.points.ts.length;
        return this.#pointCount >= BATCH_POINTS ? this.#flushPoints() : undefined;
    }
  }

  async flush(): Promise<void> {
    await this.#flushObjects();
    await this.#flushPoints();
  }

  async #flushObjects(): Promise<void> {
    const [objects, gone] = [this.#objects, this.#gone];
    this.#objects = [];
    this.#gone = [];
    await this.#store.info.put(objects);
    for (const [key, atUs] of gone) await this.#store.info.markGone([key], atUs);
    this.report.infoObjects += objects.length;
  }

  async #flushPoints(): Promise<void> {
    const [points, count] = [this.#points, this.#pointCount];
    this.#points = [];
    this.#pointCount = 0;
    await this.#store.series.put(points);
    this.report.points += count;
  }
}
