import { parseFloatText } from "./decimal-format.js";
import { InvalidMetricThreshold } from "./errors.js";
import { prefixMultiplier } from "./metric-units.js";

/** A range of values and on which side of it the alert is. Both ends belong to the range. */
export interface ThresholdRange {
  readonly start: number;
  readonly end: number;
  /** False for `@…`: then the alert is inside. */
  readonly alertsOutside: boolean;
}

function invalid(text: string, why: string): InvalidMetricThreshold {
  return new InvalidMetricThreshold(`Invalid metric threshold: '${text}' ${why}.`);
}

/** A number, perhaps with a friendly unit: the suffix's first letter is its prefix, its last tells bytes from others. */
function parseLimit(text: string, threshold: string, isSi: boolean): number {
  const suffix = /\d$/.test(text) ? "" : text.replace(/^[-.\d]*/, "");
  const number = parseFloatText(text.slice(0, text.length - suffix.length));
  if (number === undefined) throw invalid(threshold, "is not a range of numbers");
  if (suffix === "") return number;
  const multiplier = prefixMultiplier(suffix.charAt(0), suffix.charAt(suffix.length - 1), isSi);
  if (multiplier === undefined) throw invalid(threshold, `has the unknown unit '${suffix}'`);
  return number / multiplier;
}

/**
 * Reads `10`, `10:`, `~:10`, `10:20`, `@10:20`, each number perhaps with a friendly unit as in `10MB` or `5m`.
 * Source: reference cache-manager 5, "Ranges" and "Friendly units".
 *
 * @param isSi bytes by 1000 instead of 1024.
 * @throws InvalidMetricThreshold.
 */
export function parseThreshold(threshold: string, isSi = false): ThresholdRange {
  const alertsOutside = !threshold.startsWith("@");
  const range = alertsOutside ? threshold : threshold.slice(1);
  const [first = "", second, ...more] = range.split(":");
  if (more.length > 0) throw invalid(threshold, "has more than one colon");
  const limit = (text: string): number => parseLimit(text, threshold, isSi);
  if (second === undefined) {
    return first === "~"
      ? { start: -Infinity, end: Infinity, alertsOutside }
      : { start: 0, end: limit(first), alertsOutside };
  }
  const start = first === "~" ? -Infinity : limit(first);
  const end = second === "" || second === "~" ? Infinity : limit(second);
  return { start, end, alertsOutside };
}

/** Whether `value` alerts; a value that is not a number lies in no range and outside of none, as in the original. */
export function isAlert(value: number, { start, end, alertsOutside }: ThresholdRange): boolean {
  const isOutside = value < start || value > end;
  return isOutside === alertsOutside;
}
