import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { readDecimal } from "../../src/query/decimal.js";

describe("readDecimal", () => {
  test.each([
    ["0", 0n, 0n],
    ["-0", 0n, 0n],
    ["1391192225480000", 1391192225480000n, 1391192225480000n],
    [" 12 ", 12n, 12n],
    ["+5", 5n, 5n],
    ["1.5", 1n, 2n],
    ["-1.5", -2n, -1n],
    ["1.000", 1n, 1n],
    ["1.50e1", 15n, 15n],
    ["1.55e1", 15n, 16n],
    ["15e-1", 1n, 2n],
    [".5", 0n, 1n],
    ["5.", 5n, 5n],
    ["1e-400", 0n, 1n],
    ["-1e-400", -1n, 0n],
    ["0e999999999999999999999", 0n, 0n],
    ["9007199254740993", 9007199254740993n, 9007199254740993n],
    ["18446744073709551616.25", 18446744073709551616n, 18446744073709551617n],
    ["1e24", 10n ** 24n, 10n ** 24n],
  ])("%s lies between %s and %s", (text, floor, ceil) => {
    expect(readDecimal(text)).toEqual({ floor, ceil });
  });

  test.each([
    "",
    " ",
    "abc",
    "0x10",
    "1_000",
    "NaN",
    "Infinity",
    "1e",
    "e5",
    ".",
    "--1",
    "1 2",
    "1;",
  ])("%j is no number", (text) => expect(readDecimal(text)).toBeUndefined());

  test("what is beyond any limit is read without building it", () => {
    expect(readDecimal(`1e${"9".repeat(500)}`)?.floor).toBe(10n ** 30n);
    expect(readDecimal(`-${"9".repeat(60_000)}`)?.ceil).toBe(-(10n ** 30n));
  });

  test("is exact for any fraction", () => {
    const scaled = fc.tuple(fc.bigInt({ min: -(10n ** 28n), max: 10n ** 28n }), fc.nat(20));
    fc.assert(
      fc.property(scaled, ([units, exponent]) => {
        const scale = 10n ** BigInt(exponent);
        const quotient = units / scale;
        const isExact = units % scale === 0n;
        const floor = isExact || units > 0n ? quotient : quotient - 1n;
        const ceil = isExact || units < 0n ? quotient : quotient + 1n;
        expect(readDecimal(`${units}e-${exponent}`)).toEqual({ floor, ceil });
      }),
      { numRuns: 2000 },
    );
  });
});
