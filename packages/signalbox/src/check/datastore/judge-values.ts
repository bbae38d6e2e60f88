import { Metric } from "@signalbox/plugin-sdk";
import {
  inPerfOnly,
  JudgedMetric,
  missingMetric,
  type MissingChoice,
  type Ranges,
} from "./judged-metric.js";
import type { InventoryItem } from "./inventory-question.js";
import type { NewestValue } from "./latest-question.js";
import type { Measure } from "./measure.js";
import { resourceNames } from "./resource-name.js";

/** How values are judged. */
export interface Judging {
  readonly measure: Measure;
  readonly ranges: Ranges;
  readonly missing: MissingChoice;
  /** Older values do not count. */
  readonly windowS: number;
  readonly nowMs: number;
}

export interface Judged {
  /** Resources that must have a value. */
  readonly ids: readonly string[];
  readonly values: readonly NewestValue[];
  /** Needed for percentages only. */
  readonly inventory: readonly InventoryItem[];
}

const US_PER_SECOND = 1_000_000;
const US_PER_MS = 1000;
const PERCENT = 100;
const S_PER_MINUTE = 60;

/** One metric for each resource, by name. */
export function judgeValues(
  { ids, values, inventory }: Judged,
  judging: Judging,
): readonly Metric[] {
  const newest = new Map(values.map((one) => [one.id, one]));
  const items = new Map(inventory.map((item) => [item.id, item]));
  const sorted = [...new Set(ids)].sort();
  const names = resourceNames(judging.measure.objectType, sorted);
  return sorted.map((id, at) => judge(names[at] ?? id, newest.get(id), items.get(id), judging));
}

function judge(
  name: string,
  newest: NewestValue | undefined,
  item: InventoryItem | undefined,
  { measure, ranges, missing, windowS, nowMs }: Judging,
): Metric {
  const { event, base, capacity, unit } = measure;
  const without = (why: string): Metric =>
    missingMetric(name, `${event} of ${name} ${why}`, { missing, ranges, unit });
  const ageS = newest && (nowMs * US_PER_MS - newest.tsUs) / US_PER_SECOND;
  if (newest === undefined || ageS === undefined || ageS > windowS) {
    return without(ageS === undefined ? "has no value" : `is silent for ${minutes(ageS)}`);
  }
  const full = capacity === undefined ? PERCENT : item?.capacities[capacity];
  if (full === undefined) return without(`is not known: no ${capacity ?? ""}`);
  const value = capacity === undefined ? newest.value : (newest.value / full) * PERCENT;
  const options = { ...inPerfOnly, displayFormat: `${event} of {name} is {value}{unit}` };
  if (base === "ping_rtt_ms" && value < 0) {
    const state = ranges.critical === "" && ranges.warning !== "" ? 1 : 2;
    return new JudgedMetric(name, value, state, {
      ...inPerfOnly,
      message: `ping of ${name} failed`,
    });
  }
  return new Metric(name, value, unit, ranges.warning, ranges.critical, options);
}

const minutes = (ageS: number): string => `${Math.floor(ageS / S_PER_MINUTE)} min`;
