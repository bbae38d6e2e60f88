// Asks two stores and two tables, small and large, for windows in turn. Argument: WindowOptions as JSON.
import { median, quantile } from "../framework/statistics.js";
import { SERIES, START_US, STEP_US } from "./store-points.js";
import { copyReader, embeddedReader, type Reader, type WindowSource } from "./window-readers.js";
import { tellResult } from "./worker-result.js";

const HOUR_STEPS = 60;
const DOWNSAMPLED_STEPS = 8 * HOUR_STEPS;
const EVENTS_PER_NODE = 10;
/** Windows of each kind, until code is compiled and what is read often lies in memory, as PostgreSQL's already does. */
const WARM_UP_WINDOWS = 5000;
const US_PER_MS = 1000;

export interface WindowOptions {
  readonly sources: readonly WindowSource[];
  readonly rounds: number;
  /** Windows of each kind, in a round. */
  readonly windows: number;
}

export type WindowKind = "any-hour" | "newest-hour" | "downsample";

export interface WindowFigures {
  readonly p50Us: number;
  readonly p99Us: number;
}

export interface WindowResult {
  /** By name of the source. */
  readonly figures: Readonly<Record<string, Readonly<Record<WindowKind, WindowFigures>>>>;
  readonly bytesPerPoint: Readonly<Record<string, number>>;
}

const KINDS = ["any-hour", "newest-hour", "downsample"] as const;
type Latencies = Record<WindowKind, number[][]>;

async function main(): Promise<void> {
  // Our parent writes it.
  const { sources, rounds, windows } = JSON.parse(process.argv[2] ?? "") as WindowOptions;
  const opened = new Map<WindowSource, { reader: Reader; latencies: Latencies }>();
  for (const source of sources) {
    const latencies = { "any-hour": [], "newest-hour": [], downsample: [] };
    opened.set(source, { reader: await open(source), latencies });
  }
  for (const kind of KINDS) {
    for (const [{ points }, { reader }] of opened) {
      await measure(reader, kind, points, WARM_UP_WINDOWS);
    }
  }
  for (let round = 0; round < rounds; round++) {
    for (const kind of KINDS) {
      for (const [{ points }, { reader, latencies }] of opened) {
        latencies[kind].push(await measure(reader, kind, points, windows));
      }
    }
  }
  const all = [...opened];
  tellResult({
    figures: Object.fromEntries(all.map(([{ name }, { latencies }]) => [name, figures(latencies)])),
    bytesPerPoint: Object.fromEntries(
      all.map(([{ name }, { reader }]) => [name, reader.bytesPerPoint]),
    ),
  });
  for (const { reader } of opened.values()) await reader.close();
}

/** The newest hour is written after the rest, and has not been put away yet. */
async function open(source: WindowSource): Promise<Reader> {
  const reader = await (source.engine === "embedded" ? embeddedReader : copyReader)(source);
  const steps = source.points / SERIES;
  for (let step = steps; step < steps + HOUR_STEPS; step++) {
    await reader.put(
      Array.from({ length: SERIES }, (_, series) => ({ series, from: step, to: step + 1 })),
    );
  }
  return reader;
}

async function measure(
  reader: Reader,
  kind: WindowKind,
  points: number,
  count: number,
): Promise<number[]> {
  const latenciesUs: number[] = [];
  for (let i = 0; i < count; i++) {
    const ask = question(reader, kind, points / SERIES);
    const startMs = performance.now();
    const read = await ask.run();
    latenciesUs.push((performance.now() - startMs) * US_PER_MS);
    if (read !== ask.expected) throw new Error(`${kind}: ${read} points, not ${ask.expected}`);
  }
  return latenciesUs;
}

/** Bounds lie between the steps, so that each window has as many points as the other. */
function question(reader: Reader, kind: WindowKind, steps: number) {
  const length = kind === "downsample" ? DOWNSAMPLED_STEPS : HOUR_STEPS;
  const from = kind === "newest-hour" ? steps : below(steps - length);
  const event = below(EVENTS_PER_NODE);
  const node = below(SERIES / EVENTS_PER_NODE - 1);
  const first = node * EVENTS_PER_NODE + event;
  const range = {
    fromUs: START_US + from * STEP_US,
    toUs: START_US + (from + length) * STEP_US - 1,
  };
  if (kind === "downsample") {
    // Steps begin at multiples of five minutes, so the range does, too.
    const fromUs = Math.ceil(range.fromUs / (5 * STEP_US)) * 5 * STEP_US;
    const toUs = fromUs + (DOWNSAMPLED_STEPS - 5) * STEP_US - 1;
    const run = () => reader.downsample(first, { fromUs, toUs }, 5 * STEP_US);
    return { run, expected: (DOWNSAMPLED_STEPS - 5) / 5 };
  }
  const series = [first, first + EVENTS_PER_NODE];
  return { run: () => reader.read(series, range), expected: 2 * HOUR_STEPS };
}

const below = (limit: number): number => Math.floor(Math.random() * limit);

function figures(latencies: Latencies): Record<WindowKind, WindowFigures> {
  const of = (kind: WindowKind): WindowFigures => ({
    p50Us: median(latencies[kind].map((round) => quantile(round, 0.5))),
    p99Us: median(latencies[kind].map((round) => quantile(round, 0.99))),
  });
  return {
    "any-hour": of("any-hour"),
    "newest-hour": of("newest-hour"),
    downsample: of("downsample"),
  };
}

void main();
