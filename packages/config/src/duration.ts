import { formatAmount, parseAmount, type AmountKind } from "./amount.js";

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const kind: AmountKind = {
  name: "duration",
  units: { ms: 1, s: SECOND_MS, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS },
  bareUnit: "s",
  hint: "use a number with ms, s, m, h or d, such as 500ms, 30s or 7d",
};

/**
 * Reads a duration: `500ms`, `30s`, `5m`, `1h`, `7d`; a bare number, as text or number, is seconds.
 *
 * @returns whole milliseconds.
 * @throws AppError `invalid_argument` naming the text and the accepted forms.
 */
export function parseDurationMs(given: string | number): number {
  return parseAmount(kind, given);
}

/** Writes milliseconds in the largest unit that is exact: 90000 is `90s`, 300000 is `5m`, 0 is `0s`. */
export function formatDurationMs(durationMs: number): string {
  const units = [
    ["d", DAY_MS],
    ["h", HOUR_MS],
    ["m", MINUTE_MS],
    ["s", SECOND_MS],
    ["ms", 1],
  ] as const;
  return Number.isInteger(durationMs) ? formatAmount(durationMs, units, "0s") : `${durationMs}ms`;
}
