import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { formatFixed } from "../src/index.js";
import { parseFloatText } from "../src/decimal-format.js";

describe("formatFixed", () => {
  test.each([
    [0.125, 2, "0.12"],
    [0.375, 2, "0.38"],
    [2.5, 0, "2"],
    [3.5, 0, "4"],
    [-2.5, 0, "-2"],
    [0.5, 0, "0"],
    [1.005, 2, "1.00"],
    [0.1 + 0.2, 17, "0.30000000000000004"],
    [1e22, 2, "10000000000000000000000.00"],
    [1e21, 0, "1000000000000000000000"],
    [-0, 2, "-0.00"],
    [-0.001, 2, "-0.00"],
    [0, 0, "0"],
    [5e-324, 3, "0.000"],
    [999.995, 2, "1000.00"],
    [Number.MAX_VALUE, 0, BigInt(Number.MAX_VALUE).toString()],
    [Infinity, 2, "inf"],
    [-Infinity, 2, "-inf"],
    [Number.NaN, 2, "nan"],
  ])("%d with %i decimals is %s, as Python writes it", (value, decimals, expected) => {
    expect(formatFixed(value, decimals)).toBe(expected);
  });

  /** A finite double as a fraction of whole numbers, found without looking at its bits. */
  function asFraction(value: number): { over: bigint; under: bigint } {
    let over = value;
    let under = 1n;
    while (!Number.isInteger(over)) {
      over *= 2; // Exact: only the exponent changes, and the smallest doubles have room to grow.
      under *= 2n;
    }
    return { over: BigInt(over), under };
  }

  const finite = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer({ min: -4000, max: 4000 }).map((eighths) => eighths / 8),
    fc.integer({ min: -100_000, max: 100_000 }).map((thousandths) => thousandths / 1000),
  );

  test("it is the nearest decimal to the double's exact value, the even one of two", () => {
    fc.assert(
      fc.property(finite, fc.integer({ min: 0, max: 20 }), (value, decimals) => {
        const text = formatFixed(value, decimals);
        const shown = BigInt(text.replace(".", ""));
        const { over, under } = asFraction(value);
        const difference = shown * under - over * 10n ** BigInt(decimals);
        const twice = 2n * (difference < 0n ? -difference : difference);
        expect(twice <= under).toBe(true);
        if (twice === under) expect(shown % 2n).toBe(0n);
      }),
      { numRuns: 500 },
    );
  });

  test("it has exactly that many decimals and no exponent", () => {
    fc.assert(
      fc.property(finite, fc.integer({ min: 0, max: 20 }), (value, decimals) => {
        const pattern = decimals === 0 ? /^-?\d+$/ : new RegExp(`^-?\\d+\\.\\d{${decimals}}$`);
        expect(formatFixed(value, decimals)).toMatch(pattern);
      }),
    );
  });
});

test.each([
  ["1", 1],
  [" 1.5 ", 1.5],
  ["-.5", -0.5],
  ["10.", 10],
  ["1e3", 1000],
  ["inf", Infinity],
  ["-Infinity", -Infinity],
  ["nan", Number.NaN],
  ["", undefined],
  ["GREEN", undefined],
  ["0x10", undefined],
  ["1,5", undefined],
  [".", undefined],
])("parseFloatText(%j) is %p, as Python's float has it", (text, expected) => {
  expect(parseFloatText(text)).toBe(expected);
});
