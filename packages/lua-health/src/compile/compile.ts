import { NotCompiled } from "./arguments.js";
import { compiledCalls, type Piece } from "./builtins.js";
import { isTrue, type Compiled } from "./context.js";
import type { Expression } from "./expression.js";
import { compileIndex } from "./global-tables.js";
import { negated, operations } from "./operators.js";
import { parseBody } from "./parser.js";

/**
 * Turns the body `return <expression>` into closures. No code is generated as text.
 *
 * @returns `undefined` when the body is not of the subset; the interpreter runs it then.
 */
export function compileBody(source: string): Compiled | undefined {
  const expression = parseBody(source);
  if (expression === undefined) return undefined;
  try {
    return compile(expression);
  } catch (error) {
    if (error instanceof NotCompiled) return undefined;
    throw error;
  }
}

function compile(expression: Expression): Piece {
  switch (expression.kind) {
    case "literal": {
      const { value } = expression;
      return { run: () => value, isVolatile: false, isConstant: true };
    }
    case "not":
      return unary(expression.operand, (value) => !isTrue(value));
    case "minus":
      return unary(expression.operand, negated);
    case "binary":
      return binary(expression);
    case "index":
      return compileIndex(expression.table, expression.keys);
    case "call": {
      const build = compiledCalls.get(expression.name);
      if (build === undefined) throw new NotCompiled();
      return build(expression.args, compile);
    }
    case "table":
      throw new NotCompiled();
  }
}

function unary(
  operand: Expression,
  apply: (value: ReturnType<Piece["run"]>) => ReturnType<Piece["run"]>,
): Piece {
  const piece = compile(operand);
  return { ...piece, run: (context) => apply(piece.run(context)) };
}

function binary({ operator, left, right }: Extract<Expression, { kind: "binary" }>): Piece {
  const [a, b] = [compile(left), compile(right)];
  const kind = {
    isVolatile: a.isVolatile || b.isVolatile,
    isConstant: a.isConstant && b.isConstant,
  };
  if (operator === "and" || operator === "or") {
    const isAnd = operator === "and";
    return {
      ...kind,
      run: (context) => {
        const value = a.run(context);
        return isTrue(value) === isAnd ? b.run(context) : value;
      },
    };
  }
  const operate = operations[operator];
  return { ...kind, run: (context) => operate(a.run(context), b.run(context)) };
}
