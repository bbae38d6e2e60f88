import { expect, test } from "@jest/globals";
import { availabilityOf } from "../../src/external-checks/availability.js";

const at = (atMs: number, isAvailable = true) => ({ atMs, isAvailable });

test.each([
  [[at(1000), at(2001)], { value: 1, tsUs: 1_500_500 }],
  [[at(1000), at(4000, false)], { value: 0, tsUs: 2_500_000 }],
  [[at(7, false)], { value: 0, tsUs: 7000 }],
])("an aggregate is available when all its URLs are, at the mean time: %j", (results, found) => {
  expect(availabilityOf(results)).toEqual(found);
});

test("the mean of many times of today is exact to the microsecond", () => {
  const nowMs = 1_700_000_000_000;
  const results = Array.from({ length: 10_000 }, (_, index) => at(nowMs + index));
  expect(availabilityOf(results)?.tsUs).toBe(1_700_000_004_999_500);
});

test("without URLs nothing is known", () => {
  expect(availabilityOf([])).toBeUndefined();
});
