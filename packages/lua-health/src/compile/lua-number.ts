/**
 * Numbers of Lua 5.4 in JavaScript. An integer is a `number` while a double holds it exactly and a `bigint` beyond, a
 * float is a `number` unless it has an integral value: then it is a `LuaFloat`. So the two kinds never mix up, and the
 * common cases are plain arithmetic on doubles.
 */
export class LuaFloat {
  constructor(readonly value: number) {}
}

export type LuaNumber = number | bigint | LuaFloat;

const INT64_BITS = 64;

export const isNumber = (value: unknown): value is LuaNumber =>
  typeof value === "number" || typeof value === "bigint" || value instanceof LuaFloat;

/** What the number is worth, for comparisons; a `bigint` and a `number` compare exactly in JavaScript. */
export const worth = (value: LuaNumber): number | bigint =>
  value instanceof LuaFloat ? value.value : value;

export const toDouble = (value: LuaNumber): number => Number(worth(value));

/** True for the integers among the numbers. */
const isInteger = (value: LuaNumber): value is number | bigint =>
  typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value));

export const float = (value: number): LuaNumber =>
  Number.isInteger(value) ? new LuaFloat(value) : value;

/** Wraps around at 64 bits, as Lua does. */
export function integer(value: bigint): LuaNumber {
  const wrapped = BigInt.asIntN(INT64_BITS, value);
  const asNumber = Number(wrapped);
  return Number.isSafeInteger(asNumber) ? asNumber : wrapped;
}

/** A number of JSON as the worker's mirror holds it: an integer if a double holds it exactly. */
export const fromJson = (value: number): LuaNumber =>
  Number.isSafeInteger(value) ? value + 0 : float(value);

type OnDoubles = (a: number, b: number) => number;
type OnBigints = (a: bigint, b: bigint) => bigint;

function arithmetic(onDoubles: OnDoubles, onBigints: OnBigints) {
  return (a: LuaNumber, b: LuaNumber): LuaNumber => {
    if (!isInteger(a) || !isInteger(b)) return float(onDoubles(toDouble(a), toDouble(b)));
    if (typeof a === "number" && typeof b === "number") {
      const result = onDoubles(a, b);
      // "+ 0" because an integer has no negative zero.
      if (Number.isSafeInteger(result)) return result + 0;
    }
    return integer(onBigints(BigInt(a), BigInt(b)));
  };
}

export const add = arithmetic(
  (a, b) => a + b,
  (a, b) => a + b,
);
export const subtract = arithmetic(
  (a, b) => a - b,
  (a, b) => a - b,
);
export const multiply = arithmetic(
  (a, b) => a * b,
  (a, b) => a * b,
);

/** Always a float. */
export const divide = (a: LuaNumber, b: LuaNumber): LuaNumber => float(toDouble(a) / toDouble(b));

/** @returns `undefined` for an integer divided by the integer 0, which is an error in Lua. */
export function floorDivide(a: LuaNumber, b: LuaNumber): LuaNumber | undefined {
  if (!isInteger(a) || !isInteger(b)) return float(Math.floor(toDouble(a) / toDouble(b)));
  const [x, y] = [BigInt(a), BigInt(b)];
  if (y === 0n) return undefined;
  const quotient = x / y;
  return integer(x % y !== 0n && x < 0n !== y < 0n ? quotient - 1n : quotient);
}

/** The remainder has the sign of the divisor. @returns `undefined` for integers and the divisor 0. */
export function modulo(a: LuaNumber, b: LuaNumber): LuaNumber | undefined {
  if (!isInteger(a) || !isInteger(b)) return float(floatModulo(toDouble(a), toDouble(b)));
  const [x, y] = [BigInt(a), BigInt(b)];
  if (y === 0n) return undefined;
  const rest = x % y;
  return integer(rest !== 0n && rest < 0n !== y < 0n ? rest + y : rest);
}

function floatModulo(a: number, b: number): number {
  const rest = a % b;
  const isOtherSign = rest < 0 ? b > 0 : rest > 0 && b < 0;
  return isOtherSign ? rest + b : rest;
}

export const negate = (value: LuaNumber): LuaNumber =>
  isInteger(value) ? subtract(0, value) : float(-toDouble(value));

const DECIMAL_INTEGER = /^\d+$/;
const HEX_INTEGER = /^0[xX][0-9A-Fa-f]+$/;
const DECIMAL = /^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const MAX_INTEGER = 2n ** 63n - 1n;

/** Reads a numeral; `undefined` for hexadecimal floats and for what is no number. */
export function readNumeral(text: string): LuaNumber | undefined {
  if (HEX_INTEGER.test(text)) return integer(BigInt(text));
  if (DECIMAL_INTEGER.test(text)) {
    const value = BigInt(text);
    return value <= MAX_INTEGER ? integer(value) : float(Number(text));
  }
  return DECIMAL.test(text) ? float(Number(text)) : undefined;
}
