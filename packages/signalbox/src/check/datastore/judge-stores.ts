import { Metric } from "@signalbox/plugin-sdk";
import {
  inPerfOnly,
  JudgedMetric,
  missingMetric,
  type MissingChoice,
  type Ranges,
} from "./judged-metric.js";
import { resourceNames } from "./resource-name.js";
import type { StoreFacts } from "./stores-question.js";

const MS_PER_SECOND = 1000;

export interface StoreJudging {
  readonly ranges: Ranges;
  readonly missing: MissingChoice;
}

const named = (stores: readonly StoreFacts[]): readonly (readonly [string, StoreFacts])[] => {
  const names = resourceNames(
    "store",
    stores.map(({ id }) => id),
  );
  return stores.map((store, at) => [names[at] ?? store.id, store]);
};

/** One metric for each store: failures in a row. A store that was not read yet is UNKNOWN. */
export function judgeResponses(
  stores: readonly StoreFacts[],
  { ranges }: StoreJudging,
): readonly Metric[] {
  return named(stores).map(([name, { failures, outcome, problem }]) => {
    if (outcome === undefined) {
      const message = `${name} was not read yet`;
      return new JudgedMetric(name, "new", 3, { ...inPerfOnly, message });
    }
    const why = problem === undefined ? "" : ` (${problem})`;
    const text = failures === 0 ? "answers" : `failed ${failures} times in a row${why}`;
    const options = { ...inPerfOnly, message: `${name} ${text}`, perfDataPrecision: 0 };
    return new Metric(name, failures, "", ranges.warning, ranges.critical, options);
  });
}

/** One metric for each store: seconds that the series which lags most is behind its period. */
export function judgeLags(
  stores: readonly StoreFacts[],
  { ranges, missing }: StoreJudging,
): readonly Metric[] {
  return named(stores).map(([name, { lagMs }]) => {
    if (lagMs === undefined) {
      return missingMetric(name, `${name} has no points`, { missing, ranges, unit: "s" });
    }
    const displayFormat = "{name} is {value} s behind";
    const options = { ...inPerfOnly, displayFormat, summaryPrecision: 0, perfDataPrecision: 0 };
    return new Metric(name, lagMs / MS_PER_SECOND, "s", ranges.warning, ranges.critical, options);
  });
}
