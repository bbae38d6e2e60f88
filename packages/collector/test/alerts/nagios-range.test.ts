import { describe, expect, test } from "@jest/globals";
import { readNagiosRange, sideAfter, sideOf } from "../../src/alerts/nagios-range.js";

function range(text: string) {
  const read = readNagiosRange(text);
  if (read === undefined) throw new Error(`${text} is no range`);
  return read;
}

describe("a Nagios range", () => {
  test.each([
    ["10", -0.1, "below"],
    ["10", 10, "none"],
    ["10", 10.1, "above"],
    ["10:", 9, "below"],
    ["10:", 1e9, "none"],
    ["~:10", -1e9, "none"],
    ["~:10", 11, "above"],
    ["50:100", 49, "below"],
    ["-5:-1.5", -2, "none"],
    ["@10:20", 10, "inside"],
    ["@10:20", 20.5, "none"],
    ["@5", 3, "inside"],
    ["~:", 7, "none"],
  ])("%s says of %d: %s", (text, value, side) => {
    expect(sideOf(range(text), value)).toBe(side);
  });

  test.each(["", "@", "a", "1:2:3", "20:10", "~", "1 :2", "0x10", "1e400x", "--1", "10:~"])(
    "%j is none",
    (text) => {
      expect(readNagiosRange(text)).toBeUndefined();
    },
  );
});

describe("with hysteresis a value still alerts", () => {
  test.each([
    ["0:50", "above", 46, "above"],
    ["0:50", "above", 45, "none"],
    ["0:50", "above", 0, "none"],
    ["0:50", "above", -1, "below"],
    ["20:100", "below", 24, "below"],
    ["20:100", "below", 25, "none"],
    ["20:", "below", 24, "below"],
    ["@10:20", "inside", 24, "inside"],
    ["@10:20", "inside", 25, "none"],
    ["@10:20", "inside", 5, "none"],
    // The middle of a narrow range is far enough from both ends.
    ["0:6", "above", 3, "none"],
    ["0:6", "above", 4, "above"],
    ["0:6", "below", 3, "none"],
    ["0:50", "failed", 49, "none"],
    // A side that this range does not have: it was another one before.
    ["0:50", "inside", 49, "none"],
  ] as const)("in %s after %s: %d counts as %s", (text, before, value, side) => {
    expect(sideAfter(range(text), value, { before, hysteresis: 5 })).toBe(side);
  });
});
