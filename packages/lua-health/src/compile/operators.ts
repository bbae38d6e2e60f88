import { Buffer } from "node:buffer";
import type { BinaryOperator } from "./expression.js";
import { LeftToInterpreter, LuaError, typeName, type LuaValue } from "./context.js";
import * as numbers from "./lua-number.js";
import { isNumber, LuaFloat, worth, type LuaNumber } from "./lua-number.js";

const SURROGATE = /[\ud800-\udfff]/;

type Operation = (a: LuaValue, b: LuaValue) => LuaValue;
type Arithmetic = (a: LuaNumber, b: LuaNumber) => LuaNumber | undefined;

/** Lua compares the bytes of UTF-8; UTF-16 gives the same order unless there are surrogates. */
function textLess(a: string, b: string): boolean {
  if (!SURROGATE.test(a) && !SURROGATE.test(b)) return a < b;
  return Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;
}

function noComparison(a: LuaValue, b: LuaValue): never {
  const [x, y] = [typeName(a), typeName(b)];
  throw new LuaError(
    x === y ? `attempt to compare two ${x} values` : `attempt to compare ${x} with ${y}`,
  );
}

export function isLess(a: LuaValue, b: LuaValue): boolean {
  if (isNumber(a) && isNumber(b)) return worth(a) < worth(b);
  if (typeof a === "string" && typeof b === "string") return textLess(a, b);
  return noComparison(a, b);
}

export function isAtMost(a: LuaValue, b: LuaValue): boolean {
  if (isNumber(a) && isNumber(b)) return worth(a) <= worth(b);
  if (typeof a === "string" && typeof b === "string") return !textLess(b, a);
  return noComparison(a, b);
}

export function isEqual(a: LuaValue, b: LuaValue): boolean {
  if (isNumber(a) && isNumber(b)) {
    const [x, y] = [worth(a), worth(b)];
    return x <= y && x >= y;
  }
  // Two tables are equal in Lua when they are the same one, which cannot be told from here.
  if (typeName(a) === "table" && typeName(b) === "table") throw new LeftToInterpreter();
  return a === b;
}

function calculated(name: string, calculate: Arithmetic): Operation {
  return (a, b) => {
    if (isNumber(a) && isNumber(b)) {
      const result = calculate(a, b);
      if (result === undefined) throw new LuaError(`attempt to perform 'n${name}0'`);
      return result;
    }
    // A text that looks like a number is converted by Lua, by rules that are not repeated here.
    const wrong = [a, b].find((operand) => !isNumber(operand) && typeof operand !== "string");
    const hasText = typeof a === "string" || typeof b === "string";
    if (hasText && [a, b].every((operand) => isNumber(operand) || typeof operand === "string"))
      throw new LeftToInterpreter();
    throw new LuaError(`attempt to perform arithmetic on a ${typeName(wrong)} value`);
  };
}

function concatenated(a: LuaValue, b: LuaValue): LuaValue {
  const wrong = [a, b].find((operand) => typeof operand !== "string" && !isNumber(operand));
  if (wrong !== undefined || a === undefined || b === undefined)
    throw new LuaError(`attempt to concatenate a ${typeName(wrong)} value`);
  return asText(a) + asText(b);
}

function asText(value: LuaValue): string {
  if (typeof value === "string") return value;
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number" && Number.isInteger(value)) return value.toString();
  // How Lua prints a float is its own affair.
  throw new LeftToInterpreter();
}

export function negated(value: LuaValue): LuaValue {
  if (isNumber(value)) return numbers.negate(value);
  if (typeof value === "string") throw new LeftToInterpreter();
  throw new LuaError(`attempt to perform arithmetic on a ${typeName(value)} value`);
}

/** All binary operators but `and` and `or`, which do not always evaluate both sides. */
export const operations: Readonly<Record<Exclude<BinaryOperator, "and" | "or">, Operation>> = {
  "<": isLess,
  ">": (a, b) => isLess(b, a),
  "<=": isAtMost,
  ">=": (a, b) => isAtMost(b, a),
  "==": isEqual,
  "~=": (a, b) => !isEqual(a, b),
  "..": concatenated,
  "+": calculated("+", numbers.add),
  "-": calculated("-", numbers.subtract),
  "*": calculated("*", numbers.multiply),
  "/": calculated("/", numbers.divide),
  "//": calculated("//", numbers.floorDivide),
  "%": calculated("%%", numbers.modulo),
};

/** The truth table of conditions (reference cdn-router 3.1) as 1 or 0. */
export function truth(value: LuaValue): 0 | 1 {
  if (value === true) return 1;
  if (!isNumber(value)) return 0;
  const double = value instanceof LuaFloat ? value.value : Number(value);
  return double > 0 && double < Infinity ? 1 : 0;
}
