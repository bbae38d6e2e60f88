import { describe, expect, test } from "@jest/globals";
import { bytesOption, countOption, secondsOption } from "../../src/args/option-values.js";
import type { ReadArguments } from "../../src/args/command-spec.js";
import { UsageError } from "../../src/usage-error.js";

const typed = (text: string): ReadArguments => ({
  options: new Map([["x", [text]]]),
  switches: new Set(),
  operands: [],
});

describe("secondsOption", () => {
  test.each([
    ["300", 300],
    ["0.5", 0.5],
    ["500ms", 0.5],
    ["90s", 90],
    ["5m", 300],
    ["2 h", 7200],
    ["1d", 86_400],
  ])("%s is %d seconds", (text, seconds) => {
    expect(secondsOption(typed(text), "x")).toBe(seconds);
  });

  test.each(["", "-1", "1e3", "5x", "s", "1:00", "NaN", "1constructor", "2000000000"])(
    "%j is refused",
    (text) => expect(() => secondsOption(typed(text), "x")).toThrow(UsageError),
  );

  test("bounds are allowed themselves", () => {
    expect(secondsOption(typed("1"), "x", { min: 1, max: 1 })).toBe(1);
    expect(() => secondsOption(typed("2"), "x", { max: 1 })).toThrow(
      new UsageError("--x 2 is too large, maximum is 1"),
    );
  });
});

test("bytes are counted in powers of 1024", () => {
  expect(bytesOption(typed("8MB"), "x")).toBe(8 * 1024 * 1024);
  expect(bytesOption(typed("1.5KB"), "x")).toBe(1536);
  expect(() => bytesOption(typed("8mb"), "x")).toThrow(UsageError);
});

test("counts are whole numbers", () => {
  expect(countOption(typed("12"), "x")).toBe(12);
  expect(() => countOption(typed("1.5"), "x")).toThrow(UsageError);
});
