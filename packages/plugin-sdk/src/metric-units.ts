import { formatFixed } from "./decimal-format.js";

const IEC_FACTOR = 1024;
const SI_FACTOR = 1000;

const BYTE_UNITS: readonly string[] = ["B", "b", "Bps", "bps", "B/s", "B/min"];
const SCALES_UP: readonly string[] = [...BYTE_UNITS, "Hz", "W"];
const SCALES_DOWN: readonly string[] = ["s", "Hz", "W"];

/** How often the factor is multiplied in; `B` alone is plain bytes. */
const POWERS: Readonly<Record<string, number>> = {
  ...{ E: 6, P: 5, T: 4, G: 3, M: 2, K: 1, B: 0 },
  ...{ m: -1, u: -2, n: -3, p: -4 },
};
const LARGE_FIRST = ["E", "P", "T", "G", "M", "K"];
const SMALL_FIRST = ["m", "u", "n", "p"];

const LONG_NAMES: Readonly<Record<string, string>> = {
  per_second: "/s",
  per_minute: "/min",
  seconds_per_minute: "s/min",
  bytes_per_second: "B/s",
  bytes_per_minute: "B/min",
};

/** The form of a unit that is shown in the text; performance data keeps the long name. */
export function shownUnit(unit: string): string {
  return Object.hasOwn(LONG_NAMES, unit) ? (LONG_NAMES[unit] ?? unit) : unit;
}

/** True for bytes and bits, also per second or minute: these are converted unless told otherwise. */
export function isByteUnit(unit: string): boolean {
  return BYTE_UNITS.includes(unit);
}

/** @param unit For a threshold only its last letter is known; `B` and `b` count as bytes. */
function factorOf(unit: string, isSi: boolean): number {
  return isByteUnit(unit) && !isSi ? IEC_FACTOR : SI_FACTOR;
}

/**
 * What a number is multiplied by to be shown with this prefix, or undefined for a letter that is none. Large prefixes
 * give a fraction, already rounded: multiplying by it, and dividing a threshold by it, is what the original does, and
 * decides the last digit in the rare case where dividing by the whole number would give another.
 */
export function prefixMultiplier(letter: string, unit: string, isSi: boolean): number | undefined {
  const power = Object.hasOwn(POWERS, letter) ? POWERS[letter] : undefined;
  if (power === undefined) return undefined;
  const factor = factorOf(unit, isSi);
  return power > 0 ? 1 / factor ** power : factor ** -power;
}

const DAY_S = 86_400;
const HOUR_S = 3600;
const MINUTE_S = 60;

/** Days, hours and minutes; seconds only below one minute. Source: reference cache-manager 5, "Examples". */
export function formatDuration(seconds: number): string {
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(seconds / DAY_S), "d"],
    [Math.floor((seconds % DAY_S) / HOUR_S), "h"],
    [Math.floor((seconds % HOUR_S) / MINUTE_S), "m"],
  ];
  const shown = parts.filter(([count]) => count > 0);
  if (shown.length === 0) return `${formatFixed(seconds % MINUTE_S, 0)}s`;
  return shown.map(([count, letter]) => `${formatFixed(count, 0)}${letter}`).join(" ");
}

/** A value as people read it: a number and its unit, or for long times a finished text without one. */
export interface Converted {
  readonly value: number | string;
  readonly unit: string;
}

function prefixesFor(value: number, unit: string): readonly string[] {
  if (value < 1 && SCALES_DOWN.includes(unit)) return SMALL_FIRST;
  return value > 1 && SCALES_UP.includes(unit) ? LARGE_FIRST : [];
}

/**
 * Picks the prefix that leaves a value of at least 1. Values of exactly 1, values too small for any prefix, negative
 * ones and other units stay as they are. Source: reference cache-manager 5.
 */
export function convertValue(value: number, unit: string, isSi: boolean): Converted {
  if (unit === "s" && value > 1) return { value: formatDuration(value), unit: "" };
  for (const prefix of prefixesFor(value, unit)) {
    const multiplier = prefixMultiplier(prefix, unit, isSi) ?? 1;
    if (1 / multiplier <= value) return { value: value * multiplier, unit: prefix + unit };
  }
  return { value, unit };
}
