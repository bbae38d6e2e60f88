import { runInTurns, type Clock, type Steps } from "@signalbox/clock";
import type { TrackedObject } from "../poll/tracked-object.js";

/** What the series of a store look like together. */
export interface SeriesFacts {
  readonly series: number;
  readonly newestUs?: number;
  /** How far the series that lags most is behind its period; only of those that have points. */
  readonly lagMs?: number;
}

const OBJECTS_PER_STEP = 2000;
const US_PER_MS = 1000;

export function seriesFacts(objects: Iterable<TrackedObject>, clock: Clock): Promise<SeriesFacts> {
  return runInTurns(clock, gather(objects, clock.wallMs() * US_PER_MS));
}

function* gather(objects: Iterable<TrackedObject>, nowUs: number): Steps<SeriesFacts> {
  let series = 0;
  let newestUs = -Infinity;
  let lagUs = -Infinity;
  let looked = 0;
  for (const object of objects) {
    for (const [index, periodUs] of object.plan.periodsUs.entries()) {
      const timeUs = object.newestUs(index);
      series += 1;
      if (timeUs > newestUs) newestUs = timeUs;
      if (timeUs > -Infinity && nowUs - timeUs - periodUs > lagUs)
        lagUs = nowUs - timeUs - periodUs;
    }
    looked += 1;
    if (looked % OBJECTS_PER_STEP === 0) yield;
  }
  if (newestUs === -Infinity) return { series };
  return { series, newestUs, lagMs: Math.max(0, lagUs / US_PER_MS) };
}
