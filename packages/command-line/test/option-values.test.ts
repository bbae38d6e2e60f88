import { describe, expect, test } from "@jest/globals";
import {
  bytesOption,
  countOption,
  numberOption,
  requiredOption,
  secondsOption,
  textOption,
  UsageError,
  type ReadArguments,
} from "../src/index.js";

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

test("numbers may have a fraction, and no sign or exponent", () => {
  expect(numberOption(typed("0.25"), "x", { max: 1 })).toBe(0.25);
  expect(() => numberOption(typed("1.5"), "x", { max: 1 })).toThrow(
    new UsageError("--x 1.5 is too large, maximum is 1"),
  );
  for (const text of ["-1", ".5", "1e3", "0x1", ""]) {
    expect(() => numberOption(typed(text), "x")).toThrow(
      new UsageError(`--x: not a number: ${text}`),
    );
  }
});

test("a size that no number holds exactly is refused", () => {
  expect(() => bytesOption(typed("9".repeat(400)), "x")).toThrow(/is too large/);
});

test("of a text given twice the last counts", () => {
  const args = { ...typed("a"), options: new Map([["x", ["a", "b"]]]) };
  expect([textOption(args, "x"), requiredOption(args, "x")]).toEqual(["b", "b"]);
});

describe("an option that was not given", () => {
  test("has no value", () => {
    for (const read of [textOption, countOption, numberOption, secondsOption, bytesOption]) {
      expect(read(typed("1"), "y")).toBeUndefined();
    }
  });

  test("is missing when it is required", () => {
    expect(() => requiredOption(typed("1"), "y")).toThrow(new UsageError("--y is missing"));
  });
});
