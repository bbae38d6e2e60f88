import { tokenize, type Token } from "./compile/tokens.js";

/** Built-in functions that answer 1 or 0, both of which are true in Lua. */
const ONE_OR_ZERO = new Set(
  (
    "always never cpu_load_ok memory_usage_ok interfaces_online health_check gt ge lt le eq neq all_of any_of none_of " +
    "truth host_has_bw host_has_bw_custom in_session_group in_any_session_group in_all_session_groups in_subnet " +
    "verify_security_token"
  ).split(" "),
);
const OPENING = new Map([
  ["(", ")"],
  ["{", "}"],
]);
const LOGIC = new Set(["and", "or"]);
const TESTS = new Map([
  ["if", "then"],
  ["elseif", "then"],
  ["while", "do"],
  ["until", ""],
]);

/** Index behind the bracket that closes the one at `open`. */
function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at += 1) {
    const { kind, text } = tokens[at] ?? { kind: "end", text: "" };
    if (kind !== "symbol") continue;
    if (OPENING.has(text)) depth += 1;
    else if (text === ")" || text === "}") depth -= 1;
    if (depth === 0) return at + 1;
  }
  return tokens.length;
}

/**
 * Finds the trap of reference cdn-router 3.1: `and`, `or`, `not` or a test directly on a function that answers 1 or 0,
 * where 0 counts as true.
 *
 * @returns one sentence for each such use.
 */
export function lintTruth(source: string): readonly string[] {
  const tokens = tokenize(source);
  if (tokens === undefined) return [];
  return tokens.flatMap((token, at) => {
    const next = tokens[at + 1];
    const isCall = next?.kind === "string" || (next?.kind === "symbol" && OPENING.has(next.text));
    const isOurs = token.kind === "name" && ONE_OR_ZERO.has(token.text);
    if (!isOurs || !isCall || isMember(tokens, at)) return [];
    const end = next.kind === "string" ? at + 2 : closing(tokens, at + 1);
    const word = wordOn(tokens, at, end);
    return word === undefined
      ? []
      : [
          `'${word}' on ${token.text}(): it answers 1 or 0 and 0 is true in Lua; ` +
            `write ${token.text}() ~= 0, or use all_of, any_of, none_of`,
        ];
  });
}

function isMember(tokens: readonly Token[], at: number): boolean {
  const before = tokens[at - 1];
  return before?.kind === "symbol" && (before.text === "." || before.text === ":");
}

/** The word that takes the call's result as a truth value, if any. Parentheses around the call are looked through. */
function wordOn(tokens: readonly Token[], start: number, end: number): string | undefined {
  let [first, last] = [start - 1, end];
  const at = (index: number): string => {
    const token = tokens[index];
    return token?.kind === "symbol" || token?.kind === "keyword" ? token.text : "";
  };
  while (at(first) === "(" && at(last) === ")" && tokens[first - 1]?.kind !== "name") {
    first -= 1;
    last += 1;
  }
  const [before, after] = [at(first), at(last)];
  if (before === "not") return "not";
  const isWhole = before === "" || before === "return" || before === "(" || before === ",";
  const isOperand = isWhole || before === "=" || LOGIC.has(before) || TESTS.has(before);
  if (isOperand && LOGIC.has(after)) return after;
  const closes = TESTS.get(before);
  return closes !== undefined && (closes === "" || closes === after) ? before : undefined;
}
