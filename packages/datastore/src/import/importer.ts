import type { Clock } from "@signalbox/clock";
import type { SeriesPoints } from "@signalbox/timeseries-store";
import { PointBatch } from "../ingest/points/point-batch.js";
import type { TimeRule } from "../ingest/points/time-rule.js";
import { ImportReport, type ImportSummary } from "./import-report.js";
import type { ImportedObject, ImportSink } from "./import-sink.js";
import { pointSlices } from "./point-slices.js";

/** What is gathered before it is written: enough to be quick, little enough for any body limit. */
const BATCH_POINTS = 20_000;
const BATCH_OBJECTS = 500;
const BATCH_OBJECT_CHARS = 2_000_000;
const MAX_REMARKS = 100;
const PROGRESS_MS = 5000;

/** Times are judged where the points go to. */
const ANY_TIME: TimeRule = {
  minUs: -Number.MAX_SAFE_INTEGER,
  maxUs: Number.MAX_SAFE_INTEGER,
  maxFutureSkewMs: Infinity,
  maxAgeMs: 0,
};

export interface ImporterOptions {
  readonly sink: ImportSink;
  readonly clock: Clock;
  /** Told now and then how far it is. */
  readonly onProgress?: (summary: ImportSummary) => void;
}

/** Gathers objects and points and writes them in batches; objects before points, because points may need them. */
export class Importer {
  readonly report = new ImportReport(MAX_REMARKS);
  readonly #sink: ImportSink;
  readonly #clock: Clock;
  readonly #onProgress: (summary: ImportSummary) => void;
  #toldAtMs: number;
  #objects: ImportedObject[] = [];
  #objectChars = 0;
  #batch = newBatch();

  constructor({ sink, clock, onProgress = () => undefined }: ImporterOptions) {
    this.#sink = sink;
    this.#clock = clock;
    this.#onProgress = onProgress;
    this.#toldAtMs = clock.monotonicMs();
  }

  /** Points are added here; the next flush replaces it. */
  get batch(): PointBatch {
    return this.#batch;
  }

  addObject(imported: ImportedObject): void {
    this.#objects.push(imported);
    this.#objectChars += imported.object.document.length;
  }

  /** Whether it is time to write. */
  get isFull(): boolean {
    return (
      this.#batch.points >= BATCH_POINTS ||
      this.#objects.length >= BATCH_OBJECTS ||
      this.#objectChars >= BATCH_OBJECT_CHARS
    );
  }

  /** Writes what has been gathered. @throws AppError of the sink; what was written before stays */
  async flush(): Promise<void> {
    await this.#flushObjects();
    const batch = this.#batch;
    this.#batch = newBatch();
    this.report.onPoints({ ...NONE_WRITTEN, ...batch.rejections.report() });
    for (const slice of pointSlices(batch.series, BATCH_POINTS)) await this.#putPoints(slice);
    this.#tellProgress();
  }

  async #flushObjects(): Promise<void> {
    const objects = this.#objects;
    this.#objects = [];
    this.#objectChars = 0;
    for (let from = 0; from < objects.length; from += BATCH_OBJECTS) {
      this.report.onObjects(await this.#sink.putObjects(objects.slice(from, from + BATCH_OBJECTS)));
    }
  }

  async #putPoints(slice: readonly SeriesPoints[]): Promise<void> {
    this.report.onPoints(await this.#sink.putPoints(slice));
  }

  #tellProgress(): void {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - this.#toldAtMs < PROGRESS_MS) return;
    this.#toldAtMs = nowMs;
    this.#onProgress(this.report.summary);
  }
}

const NONE_WRITTEN = { inserted: 0, duplicates: 0, replaced: 0 } as const;

// Points of one element are bounded by its bytes.
const newBatch = (): PointBatch =>
  new PointBatch({ maxPoints: Infinity, maxDescribed: MAX_REMARKS, rule: ANY_TIME });
