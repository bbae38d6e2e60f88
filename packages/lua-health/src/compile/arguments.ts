import type { Expression } from "./expression.js";
import { isNumber, negate, type LuaNumber } from "./lua-number.js";

/** Thrown while compiling: this call goes to the interpreter, which also raises what is wrong with it. */
export class NotCompiled extends Error {}

type Literal = LuaNumber | string | boolean | undefined;

function literal(expression: Expression | undefined): Literal {
  if (expression === undefined) return undefined;
  if (expression.kind === "literal") return expression.value;
  if (expression.kind === "minus") {
    const value = literal(expression.operand);
    if (isNumber(value)) return negate(value);
  }
  throw new NotCompiled();
}

/** The only argument, which must be a literal string. */
export function textArgument(args: readonly Expression[]): string {
  const [only] = args;
  const value = literal(only);
  if (typeof value !== "string" || args.length !== 1) throw new NotCompiled();
  return value;
}

/** A list of literal strings as the only argument. */
export function textListArgument(args: readonly Expression[]): readonly string[] {
  const [only] = args;
  if (only?.kind !== "table" || only.fields.size > 0 || args.length !== 1) throw new NotCompiled();
  return texts(only.items);
}

function texts(items: readonly Expression[]): readonly string[] {
  return items.map((item) => {
    const value = literal(item);
    if (typeof value !== "string") throw new NotCompiled();
    return value;
  });
}

/** The named options of a call, all of them literals. */
export class Options {
  readonly #fields: ReadonlyMap<string, Expression>;

  constructor(args: readonly Expression[]) {
    const [only] = args;
    if (args.length > 1) throw new NotCompiled();
    if (only !== undefined && (only.kind !== "table" || only.items.length > 0))
      throw new NotCompiled();
    this.#fields = only?.kind === "table" ? only.fields : new Map<string, Expression>();
  }

  has(name: string): boolean {
    return this.#fields.has(name);
  }

  text(name: string): string | undefined {
    const value = literal(this.#fields.get(name));
    if (value !== undefined && typeof value !== "string") throw new NotCompiled();
    return value;
  }

  requiredText(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw new NotCompiled();
    return value;
  }

  number(name: string, fallback: LuaNumber): LuaNumber {
    const value = literal(this.#fields.get(name));
    if (value === undefined) return fallback;
    if (!isNumber(value)) throw new NotCompiled();
    return value;
  }

  textOrNumber(name: string): string | LuaNumber {
    const value = literal(this.#fields.get(name));
    if (typeof value !== "string" && !isNumber(value)) throw new NotCompiled();
    return value;
  }

  /** A string, or a list of them. */
  texts(name: string): readonly string[] {
    const field = this.#fields.get(name);
    if (field?.kind !== "table") return [this.requiredText(name)];
    if (field.fields.size > 0) throw new NotCompiled();
    return texts(field.items);
  }
}
