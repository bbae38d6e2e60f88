import type { Steps } from "@signalbox/clock";
import type { TrackedObject } from "./tracked-object.js";

/** Series that are asked for together: all events of all its objects. */
export interface SeriesGroup {
  readonly objectType: string;
  readonly events: readonly string[];
  readonly objects: readonly TrackedObject[];
  /** Earliest start of its series. */
  readonly startUs: number;
}

/** Where the question for a series begins. */
export type StartOf = (object: TrackedObject, series: number) => number;

interface GrowingGroup {
  readonly objectType: string;
  readonly events: readonly string[];
  readonly objects: TrackedObject[];
  startUs: number;
}

const OBJECTS_PER_STEP = 500;
/** Series asked from within this many periods back are asked together. */
const NEAR_PERIODS = 6;
/** Older ones together with those that begin at most this much earlier. */
const AGE_RATIO = 1.125;

/**
 * Groups series by type, period and similar start, so that objects with the same events share queries (datastore-polling, 9.23).
 * Every series is in one group, and a group asks for nothing but its series.
 */
export function* groupSeries(
  objects: Iterable<TrackedObject>,
  startOf: StartOf,
  nowUs: number,
): Steps<readonly SeriesGroup[]> {
  const groups = new Map<string, GrowingGroup>();
  let looked = 0;
  for (const object of objects) {
    place(object, startOf, { nowUs, groups });
    looked += 1;
    if (looked % OBJECTS_PER_STEP === 0) yield;
  }
  return [...groups.values()];
}

interface Placing {
  readonly nowUs: number;
  readonly groups: Map<string, GrowingGroup>;
}

function place(object: TrackedObject, startOf: StartOf, { nowUs, groups }: Placing): void {
  for (const [bucket, { events, startUs }] of bucketsOf(object, startOf, nowUs)) {
    const key = `${object.objectType}\n${bucket}\n${events.join(" ")}`;
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, { objectType: object.objectType, events, objects: [object], startUs });
    } else {
      group.objects.push(object);
      if (startUs < group.startUs) group.startUs = startUs;
    }
  }
}

interface Bucket {
  readonly events: string[];
  startUs: number;
}

/** The series of one object, by period and age of their start; nearly always all in one. */
function bucketsOf(object: TrackedObject, startOf: StartOf, nowUs: number): Map<string, Bucket> {
  const buckets = new Map<string, Bucket>();
  const { events, periodsUs } = object.plan;
  for (const [series, event] of events.entries()) {
    const periodUs = periodsUs[series] ?? 1;
    const startUs = startOf(object, series);
    const key = `${periodUs} ${ageClass(nowUs - startUs, periodUs)}`;
    const bucket = buckets.get(key);
    if (bucket === undefined) buckets.set(key, { events: [event], startUs });
    else {
      bucket.events.push(event);
      if (startUs < bucket.startUs) bucket.startUs = startUs;
    }
  }
  return buckets;
}

function ageClass(ageUs: number, periodUs: number): number {
  const nearUs = periodUs * NEAR_PERIODS;
  if (ageUs <= nearUs) return 0;
  return 1 + Math.floor(Math.log(ageUs / nearUs) / Math.log(AGE_RATIO));
}
