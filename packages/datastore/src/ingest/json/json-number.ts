const MINUS = 45;
const DOT = 46;
const ZERO = 48;
const NINE = 57;

/** So many digits are always exact. */
const SAFE_DIGITS = 15;
const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;
const INTEGER = /^-?[0-9]+$/;
/** Dividing one exact number by another rounds once, as reading the text does. */
const POWERS = Array.from({ length: SAFE_DIGITS + 1 }, (_, exponent) => 10 ** exponent);

/** A number that was read; one object serves many readings. */
export interface JsonNumber {
  value: number;
  /** False for an integer beyond 2^53 that a double does not have. */
  isExact: boolean;
}

/** Reads the bytes from `from` to `to` into `into`. @returns false when they are no number as JSON has it */
export function numberIn(bytes: Buffer, from: number, to: number, into: JsonNumber): boolean {
  const isNegative = bytes[from] === MINUS;
  const start = isNegative ? from + 1 : from;
  let value = 0;
  let dot = -1;
  for (let at = start; at < to; at++) {
    const code = bytes[at] ?? 0;
    if (code >= ZERO && code <= NINE) value = value * 10 + (code - ZERO);
    else if (code === DOT && dot < 0) dot = at;
    else return longNumber(bytes, from, to, into);
  }
  const digits = to - start - (dot < 0 ? 0 : 1);
  const hasIdleZero = bytes[start] === ZERO && to - start > 1 && dot !== start + 1;
  if (digits === 0 || hasIdleZero || dot === start || dot === to - 1) return false;
  const mayBeInexact = digits > SAFE_DIGITS && (dot >= 0 || value > Number.MAX_SAFE_INTEGER);
  if (mayBeInexact) return longNumber(bytes, from, to, into);
  into.isExact = true;
  const scaled = dot < 0 ? value : value / (POWERS[to - dot - 1] ?? 1);
  into.value = isNegative ? -scaled : scaled;
  return true;
}

/** With an exponent, or with more digits than can be added up exactly. */
function longNumber(bytes: Buffer, from: number, to: number, into: JsonNumber): boolean {
  const text = bytes.toString("latin1", from, to);
  if (!NUMBER.test(text)) return false;
  into.value = Number(text);
  into.isExact = !INTEGER.test(text) || isKept(text, into.value);
  return true;
}

/** Beyond 2^53 an integer is kept when it is one that a double has, in full or as programs print it. */
function isKept(text: string, value: number): boolean {
  if (Number.isSafeInteger(value) || String(value) === text) return true;
  return Number.isFinite(value) && BigInt(text) === BigInt(value);
}
