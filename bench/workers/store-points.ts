import type { SeriesKey, SeriesPoints } from "@signalbox/timeseries-store";

export const SERIES = 1000;
export const STEP_US = 60_000_000;
/** A multiple of every step. */
export const START_US = 1_700_000_400_000_000;
const EVENTS_PER_NODE = 10;
const TABLE = 4096;
const GROUP = 10;
const DAY_STEPS = 1440;
const MAX_JITTER_US = 1_000_000;
const VALUES = 100_000;
const DECIMALS = 1000;

/** Times are up to a second behind their step, as of what is measured and not made up; values have three decimals. */
const jitterUs = table(1, MAX_JITTER_US);
const values = table(2, VALUES).map((value) => value / DECIMALS);

/** Steps `from` up to `to` of one series. */
export interface Run {
  readonly series: number;
  readonly from: number;
  readonly to: number;
}

/** `steps`: a point of every series at a time. `days`: a day of ten series at a time, series by series, as a past is read. */
export type Shape = "steps" | "days";

/** All batches of `points` points of `SERIES` series. */
export function* batchesOf(shape: Shape, points: number): Generator<readonly Run[], void> {
  const steps = points / SERIES;
  if (shape === "steps") {
    for (let step = 0; step < steps; step++) yield runs(0, SERIES, step, step + 1);
    return;
  }
  for (let first = 0; first < SERIES; first += GROUP) {
    for (let from = 0; from < steps; from += DAY_STEPS) {
      yield runs(first, first + GROUP, from, Math.min(from + DAY_STEPS, steps));
    }
  }
}

function runs(first: number, end: number, from: number, to: number): Run[] {
  return Array.from({ length: end - first }, (_, at) => ({ series: first + at, from, to }));
}

export function tsOf(series: number, step: number): number {
  return START_US + step * STEP_US + (jitterUs[(series * 31 + step) % TABLE] ?? 0);
}

export function valueOf(series: number, step: number): number {
  return values[(series * 17 + step) % TABLE] ?? 0;
}

export function keyOf(series: number): SeriesKey {
  const node = Math.floor(series / EVENTS_PER_NODE);
  return {
    source: "",
    objectType: "node",
    event: `event_${series % EVENTS_PER_NODE}`,
    objectId: `site-1.example.net_node_pc${node}`,
  };
}

const keys = Array.from({ length: SERIES }, (_, series) => keyOf(series));

/** A run as the store takes it. */
export function pointsOf({ series, from, to }: Run): SeriesPoints {
  const ts = new Array<number>(to - from);
  const all = new Array<number>(to - from);
  for (let step = from; step < to; step++) {
    ts[step - from] = tsOf(series, step);
    all[step - from] = valueOf(series, step);
  }
  return { series: keys[series] ?? keyOf(series), ts, values: all };
}

/** Whole numbers below `limit`, the same in every run. */
function table(seed: number, limit: number): number[] {
  let state = seed;
  return Array.from({ length: TABLE }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  });
}
