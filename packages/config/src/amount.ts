import { AppError } from "@signalbox/errors";

/** One kind of quantity written as text: what it is called and what each unit is worth in the base unit. */
export interface AmountKind {
  /** "duration" or "size"; starts the error message. */
  readonly name: string;
  /** Lower-case unit to its worth in the base unit. */
  readonly units: Readonly<Record<string, number>>;
  /** The unit of a bare number. */
  readonly bareUnit: string;
  /** Shown when the text is not understood, such as `use 30s, 5m or 1h`. */
  readonly hint: string;
}

/** Longest text looked at; longer ones are refused unread. */
const MAX_AMOUNT_CHARS = 64;
const AMOUNT = /^(\d+(?:\.\d+)?|\.\d+) ?([a-z]*)$/;

const shown = (given: string | number): string =>
  JSON.stringify(typeof given === "string" ? given.slice(0, MAX_AMOUNT_CHARS) : String(given));

function refuse(kind: AmountKind, given: string | number, why: string): never {
  throw new AppError("invalid_argument", `${kind.name} ${shown(given)} ${why}`);
}

function inBaseUnits(kind: AmountKind, given: string | number): number {
  if (typeof given === "number") return given * (kind.units[kind.bareUnit] ?? 1);
  const text = given.trim().toLowerCase();
  const match = text.length <= MAX_AMOUNT_CHARS ? AMOUNT.exec(text) : null;
  if (match === null) refuse(kind, given, `is not understood: ${kind.hint}`);
  const unit = match[2] === "" || match[2] === undefined ? kind.bareUnit : match[2];
  if (!Object.hasOwn(kind.units, unit)) refuse(kind, given, `has no known unit: ${kind.hint}`);
  return Number(match[1]) * (kind.units[unit] ?? 1);
}

/**
 * Reads an amount into whole base units, rounding to the nearest. A positive amount that would round to 0 is refused,
 * because 0 often means "no limit".
 *
 * @throws AppError `invalid_argument` naming the text and what would be accepted.
 */
export function parseAmount(kind: AmountKind, given: string | number): number {
  const exact = inBaseUnits(kind, given);
  if (!Number.isFinite(exact) || exact < 0) refuse(kind, given, "is not a number of 0 or more");
  if (exact > Number.MAX_SAFE_INTEGER) refuse(kind, given, "is too large");
  const whole = Math.round(exact);
  if (whole === 0 && exact > 0) refuse(kind, given, "is smaller than one whole unit");
  return whole;
}

/** Writes `amount` in the largest of `units` that divides it exactly; what it writes, `parseAmount` reads back. */
export function formatAmount(
  amount: number,
  units: readonly (readonly [string, number])[],
  zero: string,
): string {
  if (amount === 0) return zero;
  const [name, worth] = units.find(([, size]) => amount % size === 0) ?? ["", 1];
  return `${amount / worth}${name}`;
}
