/** A Lua function body whose result is a weight or a truth value by the table of reference cdn-router 3.1. */
export interface LuaBody {
  readonly lua: string;
  /** As the user wrote it. */
  readonly text: string;
  /** The weight when it can be told without running Lua: no gate is needed then. */
  readonly constant: number | undefined;
}

const DECIMAL = /^-?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const RETURN_ONLY = /^return(?![A-Za-z0-9_])\s*([^;]*?)\s*;?$/;
const WORDS = new Map([
  ["always()", 1],
  ["true", 1],
  ["never()", 0],
  ["false", 0],
  ["nil", 0],
]);

export const ALWAYS: LuaBody = { lua: "return 1", text: "always()", constant: 1 };

/** The weight of an expression that needs no evaluation. Infinite numbers are left to Lua, which reports them. */
export function constantWeight(expression: string): number | undefined {
  const trimmed = expression.trim();
  if (!DECIMAL.test(trimmed)) return WORDS.get(trimmed);
  const value = Number(trimmed);
  if (value === Infinity) return undefined;
  return value > 0 ? value : 0;
}

/** An expression (a condition, a health check, a Lua weight) as a body. Blank means `always()`. */
export function expressionBody(expression: string | undefined): LuaBody {
  const text = expression?.trim() ?? "";
  if (text === "") return ALWAYS;
  const constant = constantWeight(text);
  return { lua: constant === 1 ? ALWAYS.lua : `return ${text}`, text, constant };
}

/** A function body with its own `return`. Blank means `return 1`. */
export function functionBody(body: string | undefined): LuaBody {
  const text = body?.trim() ?? "";
  if (text === "") return ALWAYS;
  const returned = RETURN_ONLY.exec(text)?.[1];
  const constant = returned === undefined ? undefined : constantWeight(returned);
  return { lua: text, text, constant };
}

export function constantBody(weight: number): LuaBody {
  return { lua: `return ${weight}`, text: String(weight), constant: weight };
}

/**
 * A condition turned round, for `deny`. An error in the condition is an error here too, so its weight is 0 and the
 * client is denied.
 */
export function deniedBody(condition: LuaBody): LuaBody {
  if (condition.constant !== undefined) return constantBody(condition.constant > 0 ? 0 : 1);
  return { lua: `return ${truthOf(condition)} == 0`, text: condition.text, constant: undefined };
}

/** A weight that counts only while the condition holds; how large the condition's own number is does not matter. */
export function weighedCondition(condition: LuaBody, weight: LuaBody): LuaBody {
  if (condition.constant !== undefined) return condition.constant > 0 ? weight : constantBody(0);
  const product =
    weight.constant === undefined
      ? `${truthOf(condition)} ~= 0 and (${closable(weight.text)}) or 0`
      : `${weight.constant} * ${truthOf(condition)}`;
  return {
    lua: `return ${product}`,
    text: `${weight.text} if ${condition.text}`,
    constant: undefined,
  };
}

/** `truth(...)` around the expression of a body made by `expressionBody`. */
function truthOf(condition: LuaBody): string {
  return `truth(${closable(condition.text)})`;
}

/** A trailing comment would swallow the bracket that follows. */
function closable(expression: string): string {
  return expression.includes("--") ? `${expression}\n` : expression;
}
