import { Metric, type ExitCode, type MetricOptions } from "@signalbox/plugin-sdk";

/** What a value that is not there counts as. */
export type MissingChoice = "minus-one" | "unknown" | "critical" | "warning";

export interface Ranges {
  readonly warning: string;
  readonly critical: string;
}

/** A metric whose state is known without its ranges. */
export class JudgedMetric extends Metric {
  override readonly state: ExitCode;

  constructor(name: string, value: number | string, state: ExitCode, options: MetricOptions = {}) {
    super(name, value, "", "", "", options);
    this.state = state;
  }
}

/** The text of a check is made from all its metrics; one of them alone adds its performance value only. */
export const inPerfOnly: MetricOptions = { displayInSummary: false, convertMetric: false };

const STATE = { unknown: 3, critical: 2, warning: 1 } as const;

/**
 * A resource without a value. With `minus-one` its value is -1, which lies outside of the usual ranges: the original's way
 * (datastore-polling, 7.1); else it has the chosen state, and no performance value.
 */
export function missingMetric(
  name: string,
  message: string,
  how: { readonly missing: MissingChoice; readonly ranges: Ranges; readonly unit: string },
): Metric {
  const { missing, ranges, unit } = how;
  const options = { ...inPerfOnly, message };
  if (missing === "minus-one") {
    return new Metric(name, -1, unit, ranges.warning, ranges.critical, options);
  }
  return new JudgedMetric(name, "missing", STATE[missing], options);
}
