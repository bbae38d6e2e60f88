const BITS_PER_BYTE = 8;
const MEGA = 1_000_000;
const MEGA_BIG = 1_000_000n;

/** Bytes as whole megabits (10^6 bits), cut, not rounded. Source: configuration-and-telegraf 2.4. */
export function wholeMegabits(bytes: number | bigint): number {
  if (typeof bytes === "bigint") return Number((bytes * 8n) / MEGA_BIG);
  // Up to 2^53 bytes the quotient never rounds up to a whole one: whole bytes are at least 8 bits short of it.
  return Math.trunc((bytes * BITS_PER_BYTE) / MEGA);
}

/** Bytes per second as megabits per second, with fractions. Source: configuration-and-telegraf 2.4. */
export function megabitRate(bytesPerSecond: number): number {
  return (bytesPerSecond * BITS_PER_BYTE) / MEGA;
}

/** A whole number as a bigint; undefined for one with a fraction, which no counter should have. */
function asBig(value: number | bigint): bigint | undefined {
  if (typeof value === "bigint") return value;
  return Number.isInteger(value) ? BigInt(value) : undefined;
}

function growth(before: number | bigint, after: number | bigint): number {
  if (typeof before === "number" && typeof after === "number") return after - before;
  const from = asBig(before);
  const to = asBig(after);
  if (from === undefined || to === undefined) return Number(after) - Number(before);
  return Number(to - from);
}

/**
 * The growth of a counter per second; exact as a difference, also beyond 2^53.
 *
 * @returns undefined when it has shrunk: it was restarted, and what it counted in between is not known.
 */
export function counterRate(
  before: number | bigint,
  after: number | bigint,
  seconds: number,
): number | undefined {
  const grown = growth(before, after);
  return grown < 0 ? undefined : grown / seconds;
}
