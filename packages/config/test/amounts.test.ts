import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { formatBytes, formatDurationMs, parseBytes, parseDurationMs } from "../src/index.js";

describe("durations", () => {
  test.each([
    ["500ms", 500],
    ["30s", 30_000],
    ["5m", 300_000],
    ["1h", 3_600_000],
    ["7d", 604_800_000],
    ["1.5h", 5_400_000],
    ["0.07s", 70],
    [" 30 S ", 30_000],
    ["15", 15_000],
    [0.25, 250],
    [0, 0],
    ["0s", 0],
  ])("%j is %d ms", (given, expected) => {
    expect(parseDurationMs(given)).toBe(expected);
  });

  test.each([
    "",
    "s",
    "30x",
    "-1s",
    "1h30m",
    "1e3",
    "0.1ms",
    "١s",
    "9".repeat(100),
    NaN,
    -1,
    Infinity,
  ])("%j is refused with a message that names it", (given) => {
    expect(() => parseDurationMs(given)).toThrow(/^duration "/);
  });

  test("what is formatted reads back as the same duration", () => {
    fc.assert(
      fc.property(fc.nat(Number.MAX_SAFE_INTEGER), (durationMs) => {
        expect(parseDurationMs(formatDurationMs(durationMs))).toBe(durationMs);
      }),
    );
  });
});

describe("sizes", () => {
  test.each([
    ["0B", 0],
    ["16KB", 16_384],
    ["10MB", 10_485_760],
    ["10 mb", 10_485_760],
    ["1GB", 1_073_741_824],
    ["1.5GiB", 1_610_612_736],
    ["2TB", 2_199_023_255_552],
    ["100", 100],
    [100, 100],
  ])("%j is %d bytes", (given, expected) => {
    expect(parseBytes(given)).toBe(expected);
  });

  test.each(["", "MB", "10XB", "-1B", "0.1B", "1,5MB", "9999999TB", NaN])(
    "%j is refused with a message that names it",
    (given) => {
      expect(() => parseBytes(given)).toThrow(/^size "/);
    },
  );

  test("what is formatted reads back as the same size", () => {
    fc.assert(
      fc.property(fc.nat(Number.MAX_SAFE_INTEGER), (sizeBytes) => {
        expect(parseBytes(formatBytes(sizeBytes))).toBe(sizeBytes);
      }),
    );
  });

  test.each([
    [10_485_760, "10MB"],
    [1025, "1025B"],
    [0, "0B"],
  ])("%d bytes are written as %s", (given, expected) => {
    expect(formatBytes(given)).toBe(expected);
  });
});
