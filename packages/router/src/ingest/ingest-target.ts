import type { InputStore } from "@signalbox/selection-input";
import type { Instant, NameCache, SampleStore, SeriesCache } from "@signalbox/telegraf-ingest";
import type { IngestTally } from "./ingest-tally.js";
import type { ReceiverLimits } from "./receiver-limits.js";

/** Where samples go, shared by all requests. */
export interface IngestTarget {
  readonly store: SampleStore;
  readonly input: Pick<InputStore, "timestamped">;
  readonly cache: NameCache;
  /** The same for JSON. */
  readonly seriesCache: SeriesCache;
  readonly limits: ReceiverLimits;
}

/** One body being read. */
export interface BodyReading {
  /** Reads the next slice and applies it. Returns true when there is more. */
  step(): boolean;
  /** No part of the body could be read as what it should be; known at the end. */
  readonly isUnreadable: boolean;
}

/** What every reading of a body needs. */
export interface ReadingOptions {
  readonly target: IngestTarget;
  readonly body: Buffer;
  readonly tally: IngestTally;
  /** The time of samples without one: when the request came. */
  readonly arrival: Instant;
}

/**
 * Takes samples, and hands the nested object of each host with news to the selection input. Once for each slice, not for
 * each body: neither building thousands of objects nor merging them may stall the event loop.
 */
export function applySamples(
  { target, tally }: ReadingOptions,
  fill: (batch: ReturnType<SampleStore["batch"]>) => void,
): void {
  const batch = target.store.batch();
  fill(batch);
  const outcome = batch.finish();
  tally.addBatch(outcome);
  if (hasKeys(outcome.hosts)) tally.addNews(target.input.timestamped.put(outcome.hosts));
}

function hasKeys(value: object): boolean {
  for (const _key in value) return true;
  return false;
}
