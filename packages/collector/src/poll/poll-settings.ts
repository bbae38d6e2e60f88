import { parseDurationMs } from "@signalbox/config";
import type { CollectorConfig } from "../config/service-schema.js";

/** How series are asked for, in numbers; the settings `poll` and `retention.points`. */
export interface PollSettings {
  readonly defaultPeriodUs: number;
  /** How far before its newest point a series is asked again, in periods. */
  readonly overlapPeriods: number;
  /** How far back anything is asked for. */
  readonly backfillUs: number;
  /** Longest time in one query. */
  readonly maxWindowUs: number;
  readonly futureSkewUs: number;
  readonly rescanWindowUs: number;
  /** 0: never. */
  readonly rescanIntervalMs: number;
}

const US_PER_MS = 1000;
const usOf = (setting: string | number): number => parseDurationMs(setting) * US_PER_MS;

export function toPollSettings({
  poll,
  retention,
}: Pick<CollectorConfig, "poll" | "retention">): PollSettings {
  const keptUs = usOf(retention.points);
  const backfillUs = usOf(poll.backfill);
  return {
    defaultPeriodUs: Math.max(usOf(poll.default_period), 1),
    overlapPeriods: poll.overlap_periods,
    // What retention removes must not be fetched again.
    backfillUs: keptUs === 0 ? backfillUs : Math.min(backfillUs, keptUs),
    maxWindowUs: Math.max(usOf(poll.max_window), 1),
    futureSkewUs: usOf(poll.future_skew),
    rescanWindowUs: usOf(poll.rescan_window),
    rescanIntervalMs: parseDurationMs(poll.rescan_interval),
  };
}
