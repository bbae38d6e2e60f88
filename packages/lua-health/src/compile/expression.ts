import type { LuaNumber } from "./lua-number.js";

export type BinaryOperator =
  "or" | "and" | "<" | ">" | "<=" | ">=" | "~=" | "==" | ".." | "+" | "-" | "*" | "/" | "//" | "%";

/** An expression of the subset that is compiled; whatever is not listed here is left to the interpreter. */
export type Expression =
  | { readonly kind: "literal"; readonly value: LuaNumber | string | boolean | undefined }
  | { readonly kind: "not" | "minus"; readonly operand: Expression }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expression[] }
  | TableExpression
  | { readonly kind: "index"; readonly table: string; readonly keys: readonly string[] };

export interface TableExpression {
  readonly kind: "table";
  readonly items: readonly Expression[];
  readonly fields: ReadonlyMap<string, Expression>;
}
