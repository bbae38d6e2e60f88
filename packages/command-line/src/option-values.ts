import type { ReadArguments } from "./command-spec.js";
import { UsageError } from "./usage-error.js";

// The configuration kit reads the same notations, but takes longer to load than a whole tool may.
const SECONDS_PER: Readonly<Record<string, number>> = {
  "": 1,
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
};
const BYTES_PER: Readonly<Record<string, number>> = {
  "": 1,
  B: 1,
  KB: 1024,
  MB: 1024 ** 2,
  GB: 1024 ** 3,
};
/** Longest duration taken, in seconds; a cache manager refuses more. Source: reference cache-manager 2.3 #10. */
const MAX_SECONDS = 1e9;

/** Bounds of a numeric option, both allowed. Without `min` it is 0. */
export interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

/** The last value given for `name`. */
export function textOption(args: ReadArguments, name: string): string | undefined {
  return args.options.get(name)?.at(-1);
}

/** The last value given for `name`. @throws UsageError when it was not given. */
export function requiredOption(args: ReadArguments, name: string): string {
  const text = textOption(args, name);
  if (text === undefined) throw new UsageError(`--${name} is missing`);
  return text;
}

/** A whole number. @throws UsageError for anything else or out of bounds. */
export function countOption(args: ReadArguments, name: string, bounds: Bounds = {}) {
  const text = textOption(args, name);
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw new UsageError(`--${name}: not a whole number: ${text}`);
  return within(name, text, Number(text), bounds);
}

/** A number with or without fraction, no sign. @throws UsageError for anything else or out of bounds. */
export function numberOption(args: ReadArguments, name: string, bounds: Bounds = {}) {
  const text = textOption(args, name);
  if (text === undefined) return undefined;
  if (!/^\d{1,15}(?:\.\d{1,20})?$/.test(text)) {
    throw new UsageError(`--${name}: not a number: ${text}`);
  }
  return within(name, text, Number(text), bounds);
}

/**
 * Seconds: `300`, `0.5`, `500ms`, `5m`, `2h`, `1d`. Without `max` it is 1e9.
 *
 * @throws UsageError for anything else or out of bounds.
 */
export function secondsOption(args: ReadArguments, name: string, bounds: Bounds = {}) {
  const text = textOption(args, name);
  if (text === undefined) return undefined;
  const seconds = quantity(name, text, { perUnit: SECONDS_PER, example: "300, 90s or 5m" });
  return within(name, text, seconds, { max: MAX_SECONDS, ...bounds });
}

/**
 * Bytes: `65536`, `8MB`; units are powers of 1024. Without `max` it is 2^53 - 1.
 *
 * @throws UsageError for anything else or out of bounds.
 */
export function bytesOption(args: ReadArguments, name: string, bounds: Bounds = {}) {
  const text = textOption(args, name);
  if (text === undefined) return undefined;
  const bytes = Math.floor(quantity(name, text, { perUnit: BYTES_PER, example: "65536 or 8MB" }));
  return within(name, text, bytes, { max: Number.MAX_SAFE_INTEGER, ...bounds });
}

interface Unit {
  readonly perUnit: Readonly<Record<string, number>>;
  readonly example: string;
}

function quantity(name: string, text: string, unit: Unit): number {
  const [, digits, suffix] = /^(\d+(?:\.\d+)?) ?([A-Za-z]*)$/.exec(text) ?? [];
  const factor = Object.hasOwn(unit.perUnit, suffix ?? "-")
    ? unit.perUnit[suffix ?? ""]
    : undefined;
  if (digits === undefined || factor === undefined) {
    throw new UsageError(`--${name}: not understood: ${text} (example: ${unit.example})`);
  }
  return Number(digits) * factor;
}

function within(name: string, text: string, value: number, bounds: Bounds): number {
  const { min = 0, max = Infinity } = bounds;
  if (value < min) throw new UsageError(`--${name} ${text} is too small, minimum is ${min}`);
  if (value > max) throw new UsageError(`--${name} ${text} is too large, maximum is ${max}`);
  return value;
}
