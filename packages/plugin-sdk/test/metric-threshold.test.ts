import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { InvalidMetricThreshold, isAlert, parseThreshold } from "../src/index.js";

describe("parseThreshold", () => {
  test.each([
    ["10", 0, 10, true],
    ["10:", 10, Infinity, true],
    ["3:", 3, Infinity, true],
    ["~:10", -Infinity, 10, true],
    ["~:5", -Infinity, 5, true],
    ["10:20", 10, 20, true],
    ["@10:20", 10, 20, false],
    ["@1:3", 1, 3, false],
    ["20:10", 20, 10, true],
    ["-2:-1", -2, -1, true],
    ["~", -Infinity, Infinity, true],
    ["~:", -Infinity, Infinity, true],
    ["10:~", 10, Infinity, true],
    ["1.5", 0, 1.5, true],
    ["1e3", 0, 1000, true],
    ["10MB", 0, 10 * 1024 ** 2, true],
    ["1GB", 0, 1024 ** 3, true],
    ["5m", 0, 0.005, true],
    ["10B", 0, 10, true],
    ["1Kb", 0, 1024, true],
    ["1Kbps", 0, 1000, true],
    ["10K", 0, 10_000, true],
    ["1KB:2MB", 1024, 2 * 1024 ** 2, true],
    ["-2KB:-1KB", -2048, -1024, true],
  ])("%s is the range from %d to %d", (text, start, end, alertsOutside) => {
    expect(parseThreshold(text)).toEqual({ start, end, alertsOutside });
  });

  test.each([
    ["1KB", 0, 1000],
    ["1B", 0, 1],
    ["1000m", 0, 1],
    ["1MB:2MB", 1_000_000, 2_000_000],
    ["-2KB:-1KB", -2000, -1000],
  ])("%s counts bytes by 1000 with SI bytes", (text, start, end) => {
    expect(parseThreshold(text, true)).toMatchObject({ start, end });
  });

  test.each([
    [":5"],
    ["@:20"],
    ["abc"],
    ["bad"],
    ["1:2:3"],
    ["10s"],
    ["10b"],
    ["1k"],
    ["10S"],
    ["KB"],
    [":"],
    ["@"],
    ["1-2"],
    ["10 MB"],
    ["10%"],
  ])("%s is refused", (text) => {
    expect(() => parseThreshold(text)).toThrow(InvalidMetricThreshold);
    expect(() => parseThreshold(text)).toThrow(`Invalid metric threshold: '${text}'`);
  });

  test("any text is a range or refused as a threshold", () => {
    const text = fc.string({
      unit: fc.constantFrom(...Array.from("0123456789.:@~-KMBbs e")),
      maxLength: 8,
    });
    fc.assert(
      fc.property(text, (threshold) => {
        try {
          const { start, end } = parseThreshold(threshold);
          expect(Number.isNaN(start) || Number.isNaN(end)).toBe(false);
        } catch (reason) {
          expect(reason).toBeInstanceOf(InvalidMetricThreshold);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

test.each([
  ["10", -1, true],
  ["10", 0, false],
  ["10", 10, false],
  ["10", 11, true],
  ["10:", 9, true],
  ["10:", 10, false],
  ["~:10", -999, false],
  ["~:10", 11, true],
  ["10:20", 9, true],
  ["10:20", 20, false],
  ["@10:20", 10, true],
  ["@10:20", 20, true],
  ["@10:20", 21, false],
  ["~", -5, false],
  ["~", 5, false],
  ["20:10", 15, true],
])("threshold %s on %d alerts: %s", (text, value, expected) => {
  expect(isAlert(value, parseThreshold(text))).toBe(expected);
});
