// Writes points into an engine and tells how long that took. Argument: InsertOptions as JSON.
import { median } from "../framework/statistics.js";
import { batchesOf, type Run, type Shape } from "./store-points.js";
import { openSink, type Sink, type SinkOptions } from "./store-sinks.js";
import { tellResult } from "./worker-result.js";

/** Written elsewhere first, so that no code is cold. */
const WARM_UP_POINTS = 200_000;
const US_PER_MS = 1000;

export interface InsertOptions extends SinkOptions {
  readonly shape: Shape;
  /** A multiple of 1000. */
  readonly points: number;
}

export interface Inserted {
  /** Time to the last acknowledgement. */
  readonly usPerPoint: number;
  /** The same, and for what the engine had put off. */
  readonly settledUsPerPoint: number;
  /** Of one batch. */
  readonly batchMs: number;
}

async function main(): Promise<void> {
  // Our parent writes it.
  const options = JSON.parse(process.argv[2] ?? "") as InsertOptions;
  const warm = { table: `${options.table}_warm`, points: Math.min(WARM_UP_POINTS, options.points) };
  const isFile = options.engine === "embedded";
  const where = isFile ? { where: `${options.where}.warm` } : {};
  await insert({ ...options, ...warm, ...where });
  tellResult(await insert(options));
}

async function insert(options: InsertOptions): Promise<Inserted> {
  const { points, shape, writers } = options;
  const sink = await openSink(options);
  const batches = batchesOf(shape, points);
  const batchMs: number[] = [];
  const startMs = performance.now();
  await Promise.all(Array.from({ length: writers }, () => writeAll(sink, batches, batchMs)));
  await sink.finish();
  const acknowledgedMs = performance.now() - startMs;
  await sink.settle();
  const settledMs = performance.now() - startMs;
  const stored = await sink.count();
  if (stored !== points) throw new Error(`${stored} points are stored, not ${points}`);
  await sink.close();
  const usPerPoint = (ms: number): number => (ms * US_PER_MS) / points;
  return {
    usPerPoint: usPerPoint(acknowledgedMs),
    settledUsPerPoint: usPerPoint(settledMs),
    batchMs: median(batchMs),
  };
}

async function writeAll(
  sink: Sink,
  batches: Iterator<readonly Run[], void>,
  batchMs: number[],
): Promise<void> {
  for (let next = batches.next(); next.done !== true; next = batches.next()) {
    const startMs = performance.now();
    await sink.put(next.value);
    batchMs.push(performance.now() - startMs);
  }
}

void main();
