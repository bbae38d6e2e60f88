import type { Field } from "../point.js";

const MINUS = 45;
const DOT = 46;
const ZERO = 48;
const NINE = 57;
const LOWER_I = 105;
const LOWER_U = 117;

/** Up to this many digits a number is exact whatever they are. */
const SAFE_DIGITS = 15;
/** Of so many digits every whole number below 2^64 consists; more is out of range, or has idle zeros in front. */
const MAX_DIGITS = 20;
const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;
const MAX_UINT64 = 2n ** 64n - 1n;
const DIGITS = /^-?[0-9]+$/;
const FLOAT = /^-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/;
/** Powers of ten that a number holds exactly: dividing one exact number by another rounds once, as reading the text does. */
const EXACT_POWERS = Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ...["t", "T", "true", "True", "TRUE"].map((text) => [text, true] as const),
  ...["f", "F", "false", "False", "FALSE"].map((text) => [text, false] as const),
]);

/** The digits from `from` to `to` as a number; -1 when there are none, too many to be exact, or other characters. */
export function readDigits(text: string, from: number, to: number): number {
  if (to <= from || to - from > SAFE_DIGITS) return -1;
  let value = 0;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code < ZERO || code > NINE) return -1;
    value = value * 10 + (code - ZERO);
  }
  return value;
}

function readLongInteger(digits: string, min: bigint, max: bigint): number | bigint | undefined {
  if (digits.length > MAX_DIGITS + 1 || !DIGITS.test(digits)) return undefined;
  const value = BigInt(digits);
  if (value < min || value > max) return undefined;
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function readInteger(text: string, from: number, to: number, isSigned: boolean) {
  const isNegative = text.charCodeAt(from) === MINUS;
  if (isNegative && !isSigned) return undefined;
  const short = readDigits(text, isNegative ? from + 1 : from, to);
  // `0 - x`, not `-x`: there is no negative zero among integers.
  if (short >= 0) return isNegative ? 0 - short : short;
  const [min, max] = isSigned ? [MIN_INT64, MAX_INT64] : [0n, MAX_UINT64];
  return readLongInteger(text.slice(from, to), min, max);
}

function readLongFloat(text: string): number | undefined {
  if (!FLOAT.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** Floats as agents print them: digits with at most one point. All else goes the long way. */
function readFloat(text: string, from: number, to: number): number | undefined {
  const isNegative = text.charCodeAt(from) === MINUS;
  const start = isNegative ? from + 1 : from;
  // One character more for the point.
  if (to - start > SAFE_DIGITS + 1) return readLongFloat(text.slice(from, to));
  let value = 0;
  let pointAt = -1;
  for (let at = start; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code >= ZERO && code <= NINE) value = value * 10 + (code - ZERO);
    else if (code === DOT && pointAt < 0) pointAt = at;
    else return readLongFloat(text.slice(from, to));
  }
  const digits = to - start - (pointAt < 0 ? 0 : 1);
  const power = pointAt < 0 ? 1 : EXACT_POWERS[to - pointAt - 1];
  if (digits === 0 || digits > SAFE_DIGITS || power === undefined) {
    return readLongFloat(text.slice(from, to));
  }
  return (isNegative ? -value : value) / power;
}

/**
 * Reads an unquoted value: `12i`, `12u`, `0.7`, `1e3`, or a boolean in any spelling. Integers are checked against 64
 * bits, floats must be finite. Source: configuration-and-telegraf 2.5.
 *
 * @returns undefined when the text is none of these.
 */
export function readPlainValue(
  key: string,
  text: string,
  from: number,
  to: number,
): Field | undefined {
  if (to <= from) return undefined;
  const first = text.charCodeAt(from);
  if (first > NINE) {
    const value = BOOLEANS.get(text.slice(from, to));
    return value === undefined ? undefined : { key, kind: "boolean", value };
  }
  const last = text.charCodeAt(to - 1);
  if (last === LOWER_I || last === LOWER_U) {
    const isSigned = last === LOWER_I;
    const value = readInteger(text, from, to - 1, isSigned);
    return value === undefined ? undefined : { key, kind: isSigned ? "int" : "uint", value };
  }
  const value = readFloat(text, from, to);
  return value === undefined ? undefined : { key, kind: "float", value };
}
