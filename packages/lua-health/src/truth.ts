/** A result that is not a plain number or boolean, in words for the log. */
export interface Judged {
  /** 0 or more, finite. */
  readonly weight: number;
  /** Why the result counts as 0 although it is no honest 0. */
  readonly problem?: string;
}

const ONE: Judged = { weight: 1 };
const ZERO: Judged = { weight: 0 };

/**
 * The truth table of conditions, weights and health checks (reference cdn-router 3.1).
 *
 * @param type Lua's name for the kind of the result.
 */
export function judge(type: string, value: number | boolean | undefined): Judged {
  if (typeof value === "boolean") return value ? ONE : ZERO;
  if (typeof value === "number") return judgeNumber(value);
  if (type === "nil") return ZERO;
  return { weight: 0, problem: `the result is a ${type}, not a number or boolean` };
}

function judgeNumber(value: number): Judged {
  if (value === Infinity) return { weight: 0, problem: "the result is infinite" };
  return value > 0 ? { weight: value } : ZERO;
}
