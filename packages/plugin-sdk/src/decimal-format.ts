const MANTISSA_BITS = 52n;
const EXPONENT_BIAS = 1075;

/** A finite double as `mantissa * 2 ** exponent`, exactly. */
function decompose(value: number): { mantissa: bigint; exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(value));
  const bits = view.getBigUint64(0);
  const biased = Number(bits >> MANTISSA_BITS);
  const fraction = bits & ((1n << MANTISSA_BITS) - 1n);
  if (biased === 0) return { mantissa: fraction, exponent: 1 - EXPONENT_BIAS };
  return { mantissa: fraction | (1n << MANTISSA_BITS), exponent: biased - EXPONENT_BIAS };
}

/** `numerator / 2 ** bits` rounded to the nearest whole number, ties to the even one. */
function roundedQuotient(numerator: bigint, bits: bigint): bigint {
  const quotient = numerator >> bits;
  const twiceRest = (numerator - (quotient << bits)) * 2n;
  const divisor = 1n << bits;
  const roundsUp = twiceRest > divisor || (twiceRest === divisor && quotient % 2n === 1n);
  return roundsUp ? quotient + 1n : quotient;
}

function nonFinite(value: number): string {
  if (Number.isNaN(value)) return "nan";
  return value > 0 ? "inf" : "-inf";
}

/**
 * `value` with exactly `decimals` digits after the point, as Python's `f` format writes it: from the exact value of the
 * double, ties to even (0.125 gives `0.12`), never in exponent form, `-0.00` keeping its sign. `toFixed` differs in all
 * three. Source: reference cache-manager 5, "Rounding".
 */
export function formatFixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return nonFinite(value);
  const { mantissa, exponent } = decompose(value);
  const scaled = mantissa * 10n ** BigInt(decimals);
  const units =
    exponent >= 0 ? scaled << BigInt(exponent) : roundedQuotient(scaled, BigInt(-exponent));
  const digits = units.toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  return decimals === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-decimals)}`;
}

const FLOAT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const NON_FINITE = /^([+-]?)(?:(inf(?:inity)?)|nan)$/i;

/** The number a text stands for where Python's `float` accepts it, otherwise undefined. */
export function parseFloatText(text: string): number | undefined {
  const trimmed = text.trim();
  if (FLOAT.test(trimmed)) return Number(trimmed);
  const special = NON_FINITE.exec(trimmed);
  if (!special) return undefined;
  if (special[2] === undefined) return Number.NaN;
  return special[1] === "-" ? -Infinity : Infinity;
}
