import type { BinaryOperator, Expression, TableExpression } from "./expression.js";
import { readNumeral } from "./lua-number.js";
import { tokenize, type Token } from "./tokens.js";

/** Left and right binding power; higher binds tighter. */
type Powers = readonly [number, number];
const PRIORITY: ReadonlyMap<string, Powers> = new Map<string, Powers>([
  ["or", [1, 1]],
  ["and", [2, 2]],
  ...(["<", ">", "<=", ">=", "~=", "=="] as const).map((op) => [op, [3, 3]] as const),
  ["..", [9, 8]],
  ["+", [10, 10]],
  ["-", [10, 10]],
  ["*", [11, 11]],
  ["/", [11, 11]],
  ["//", [11, 11]],
  ["%", [11, 11]],
]);
const UNARY_PRIORITY = 12;
/** Deeper expressions go to the interpreter, which has a limit of its own. */
const MAX_DEPTH = 64;

/** Longer chains of operators do, too: they are nested as deep as they are long. */
const MAX_OPERATORS = 1_000;

/** Thrown inside this file only: the source is not of the subset. */
class NotInSubset extends Error {}

/** Parses `return <expression>`; `undefined` when the source is anything else. */
export function parseBody(source: string): Expression | undefined {
  const tokens = tokenize(source);
  if (tokens === undefined) return undefined;
  try {
    return new Parser(tokens).body();
  } catch (error) {
    if (error instanceof NotInSubset) return undefined;
    throw error;
  }
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;
  #operators = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  body(): Expression {
    this.#expect("return");
    const expression = this.#expression(0);
    this.#accept(";");
    if (this.#peek().kind !== "end") throw new NotInSubset();
    return expression;
  }

  #peek(ahead = 0): Token {
    return this.#tokens[this.#at + ahead] ?? { kind: "end", text: "", at: 0 };
  }

  #is(text: string, ahead = 0): boolean {
    const token = this.#peek(ahead);
    return token.text === text && (token.kind === "symbol" || token.kind === "keyword");
  }

  #accept(text: string): boolean {
    if (!this.#is(text)) return false;
    this.#at += 1;
    return true;
  }

  #expect(text: string): void {
    if (!this.#accept(text)) throw new NotInSubset();
  }

  #expression(limit: number): Expression {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new NotInSubset();
    let left = this.#unary();
    for (;;) {
      const operator = this.#peek();
      const priority = operator.kind === "string" ? undefined : PRIORITY.get(operator.text);
      if (priority === undefined || priority[0] <= limit) break;
      this.#at += 1;
      this.#operators += 1;
      if (this.#operators > MAX_OPERATORS) throw new NotInSubset();
      const right = this.#expression(priority[1]);
      // Every key of PRIORITY is one.
      left = { kind: "binary", operator: operator.text as BinaryOperator, left, right };
    }
    this.#depth -= 1;
    return left;
  }

  #unary(): Expression {
    if (this.#accept("not")) return { kind: "not", operand: this.#expression(UNARY_PRIORITY) };
    if (this.#accept("-")) return { kind: "minus", operand: this.#expression(UNARY_PRIORITY) };
    return this.#primary();
  }

  #primary(): Expression {
    const token = this.#peek();
    if (token.kind === "name") return this.#named();
    if (token.kind === "string") return this.#literal(token.text);
    if (token.kind === "number") {
      const value = readNumeral(token.text);
      if (value === undefined) throw new NotInSubset();
      return this.#literal(value);
    }
    if (this.#is("nil")) return this.#literal(undefined);
    if (this.#is("true") || this.#is("false")) return this.#literal(token.text === "true");
    if (this.#is("{")) return this.#table();
    this.#expect("(");
    const inner = this.#expression(0);
    this.#expect(")");
    return this.#noSuffix(inner);
  }

  #literal(value: Extract<Expression, { kind: "literal" }>["value"]): Expression {
    this.#at += 1;
    return { kind: "literal", value };
  }

  /** What could be called or indexed further is not of the subset. */
  #noSuffix(expression: Expression): Expression {
    const isSuffix = ["(", "[", ".", ":", "{"].some((text) => this.#is(text));
    if (isSuffix || this.#peek().kind === "string") throw new NotInSubset();
    return expression;
  }

  #named(): Expression {
    const name = this.#peek().text;
    this.#at += 1;
    const argument = this.#peek();
    if (this.#is("(")) return this.#noSuffix({ kind: "call", name, args: this.#args() });
    if (this.#is("{")) return this.#noSuffix({ kind: "call", name, args: [this.#table()] });
    if (argument.kind === "string")
      return this.#noSuffix({ kind: "call", name, args: [this.#literal(argument.text)] });
    return this.#noSuffix({ kind: "index", table: name, keys: this.#keys() });
  }

  #args(): Expression[] {
    this.#expect("(");
    const args: Expression[] = [];
    while (!this.#accept(")")) {
      if (args.length > 0) this.#expect(",");
      args.push(this.#expression(0));
    }
    return args;
  }

  #keys(): string[] {
    const keys: string[] = [];
    for (;;) {
      const isDot = this.#is(".");
      if (!isDot && !this.#is("[")) return keys;
      const key = this.#peek(1);
      if (key.kind !== (isDot ? "name" : "string")) throw new NotInSubset();
      keys.push(key.text);
      this.#at += 2;
      if (!isDot) this.#expect("]");
    }
  }

  #table(): TableExpression {
    this.#expect("{");
    const items: Expression[] = [];
    const fields = new Map<string, Expression>();
    while (!this.#accept("}")) {
      const name = this.#fieldName();
      const value = this.#expression(0);
      if (name === undefined) items.push(value);
      else fields.set(name, value);
      if (!this.#accept(",") && !this.#accept(";") && !this.#is("}")) throw new NotInSubset();
    }
    return { kind: "table", items, fields };
  }

  #fieldName(): string | undefined {
    const [first, second] = [this.#peek(), this.#peek(1)];
    if (first.kind === "name" && this.#is("=", 1)) {
      this.#at += 2;
      return first.text;
    }
    if (!this.#is("[")) return undefined;
    if (second.kind !== "string" || !this.#is("]", 2) || !this.#is("=", 3)) throw new NotInSubset();
    this.#at += 4;
    return second.text;
  }
}
