/** The integers next to a decimal number, both equal to it when it is one. */
export interface Decimal {
  readonly floor: bigint;
  readonly ceil: bigint;
}

const DECIMAL = /^([+-]?)(?:([0-9]+)(?:\.([0-9]*))?|\.([0-9]+))(?:[eE]([+-]?[0-9]+))?$/;
/** Numbers with more digits before the point become 10^30: what is beyond every limit may be rounded, not what is inside. */
const MAX_INTEGER_DIGITS = 30;

/**
 * Reads a decimal number without rounding, so that bounds beyond 2^53 and fractions fall on the right side
 * (datastore-polling, 9.7). White space around it is ignored.
 *
 * @returns undefined when `text` is no decimal number
 */
export function readDecimal(text: string): Decimal | undefined {
  const match = DECIMAL.exec(text.trim());
  if (!match) return undefined;
  const [, sign, whole = "", fraction = match[4] ?? "", , exponent = "0"] = match;
  const { integer, hasFraction } = magnitude(whole, fraction, Number(exponent));
  const next = hasFraction ? integer + 1n : integer;
  return sign === "-" ? { floor: -next, ceil: -integer } : { floor: integer, ceil: next };
}

function magnitude(whole: string, fraction: string, exponent: number) {
  const digits = (whole + fraction).replace(/^0+/, "");
  if (digits === "") return { integer: 0n, hasFraction: false };
  const integerDigits = digits.length - fraction.length + exponent;
  if (integerDigits > MAX_INTEGER_DIGITS)
    return { integer: 10n ** BigInt(MAX_INTEGER_DIGITS), hasFraction: false };
  if (integerDigits <= 0) return { integer: 0n, hasFraction: true };
  const integer = BigInt(digits.slice(0, integerDigits).padEnd(integerDigits, "0"));
  return { integer, hasFraction: /[1-9]/.test(digits.slice(integerDigits)) };
}
