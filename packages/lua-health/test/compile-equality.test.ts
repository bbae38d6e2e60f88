import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { aProgram, aRequest, aStage, type Stage } from "./engine-fixture.js";
import { randomExpression, randomInput } from "./random-expression.js";

const RUNS = Number(process.env["LUA_EQUALITY_RUNS"] ?? 12);
const EXPRESSIONS = 80;
const HOSTS = [-1, 0, 1];

let compiled: Stage;
let interpreted: Stage;

beforeAll(async () => {
  const verifyToken = (): boolean => true;
  compiled = await aStage({ verifyToken });
  const { input } = compiled;
  interpreted = await aStage({ verifyToken, input, settings: { compileExpressions: false } });
});
afterAll(async () => {
  await compiled.engine.close();
  await interpreted.engine.close();
});

const requests = [
  undefined,
  aRequest({
    method: "GET",
    query: "x=1&y=a&x=2",
    headers: [
      ["User-Agent", "player"],
      ["X-Twice", "1"],
      ["x-twice", "2"],
    ],
    groups: { vip: true, tv: false },
    subnet: "home",
  }),
];

test("compiled and interpreted expressions have the same weight and the same errors", async () => {
  let compared = 0;
  let left = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(randomExpression, { minLength: EXPRESSIONS, maxLength: EXPRESSIONS }),
      randomInput,
      fc.constantFrom(...requests),
      async (expressions, data, request) => {
        const { input } = compiled;
        input.plain.replace([], data);
        const program = aProgram(expressions);
        await Promise.all([compiled.engine.load(program), interpreted.engine.load(program)]);
        compiled.engine.noteRedirect(0);
        interpreted.engine.noteRedirect(0);
        const calls = expressions.flatMap((_, gate) => HOSTS.map((host) => ({ gate, host })));
        const outcomes = calls.map(async ({ gate, host }) => {
          if (compiled.engine.evaluate(request, gate, host) < 0) {
            left += 1;
            return;
          }
          const ours = await compiled.engine.explain(request, gate, host);
          const theirs = await interpreted.engine.explain(request, gate, host);
          compared += 1;
          const show = ({ weight, error }: typeof ours) => ({
            weight,
            hasError: error !== undefined,
          });
          expect({ expression: expressions[gate], host, ...show(ours) }).toEqual({
            expression: expressions[gate],
            host,
            ...show(theirs),
          });
        });
        await Promise.all(outcomes);
      },
    ),
    { numRuns: RUNS, endOnFailure: true },
  );
  if (process.env["LUA_EQUALITY_RUNS"] !== undefined)
    console.log(`${compared} compared, ${left} left to the interpreter`);
  expect(compared).toBeGreaterThan(RUNS * EXPRESSIONS);
}, 600_000);

const NUMERALS = [
  "0",
  "1",
  "7",
  "-7",
  "2.5",
  "-2.5",
  "3.0",
  "-0.0",
  "1e308",
  "5e-324",
  "9007199254740991",
  "-9007199254740993",
  "9223372036854775807",
  "(-9223372036854775807 - 1)",
  "1e19",
  "(0/0)",
  "(1/0)",
];
const ARITHMETIC = ["+", "-", "*", "/", "//", "%"];
const COMPARING = ["<", "<=", "=="];

test("every operator gives the same on numbers at the edges, to the kind of number", async () => {
  const pairs = NUMERALS.flatMap((a) => NUMERALS.map((b) => [a, b] as const));
  const expressions = pairs.flatMap(([a, b]) => [
    ...ARITHMETIC.flatMap((operator) => {
      const result = `(${a} ${operator} ${b})`;
      // The third tells an integer, for which it is an error, from a float.
      return [result, `-${result}`, `${result} // 0 ~= 0`];
    }),
    ...COMPARING.map((operator) => `${a} ${operator} ${b}`),
  ]);
  const program = aProgram(expressions);
  await Promise.all([compiled.engine.load(program), interpreted.engine.load(program)]);
  const outcome = async ({ engine }: Stage, gate: number) => {
    const { weight, error } = await engine.explain(undefined, gate, 0);
    return { expression: expressions[gate], weight, hasError: error !== undefined };
  };
  const all = (stage: Stage) => Promise.all(expressions.map((_, gate) => outcome(stage, gate)));
  expect(await all(compiled)).toEqual(await all(interpreted));
  expect(expressions.every((_, gate) => compiled.engine.evaluate(undefined, gate, 0) >= 0)).toBe(
    true,
  );
});
