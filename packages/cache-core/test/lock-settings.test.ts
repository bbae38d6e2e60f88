import { describe, expect, test } from "@jest/globals";
import { lockId } from "../src/asker.js";
import { effectiveWaitMs, leaseMs, stealAgeMs } from "../src/lock-settings.js";
import { testLockSettings } from "../src/testing/index.js";

const SETTINGS = testLockSettings({
  minLeaseMs: 5_000,
  maxLeaseMs: 120_000,
  maxWaitMs: 300_000,
  waitMarginMs: 1_000,
});

describe("times that follow from a caller's wait", () => {
  test.each([
    [30_000, 29_000],
    [10_000, 9_000],
    [5_000, 4_500],
    [500, 450],
    [1, 0.9],
    [300_500, 299_500],
    [1e9, 300_000],
  ])("who waits %i ms is answered after %i ms", (waitMs, answeredMs) => {
    expect(effectiveWaitMs(waitMs, SETTINGS)).toBeCloseTo(answeredMs, 6);
  });

  test.each([
    [30_000, 30_000],
    [1, 5_000],
    [5_001, 5_001],
    [300_000, 120_000],
  ])("who waits %i ms gets a lease of %i ms", (waitMs, lengthMs) => {
    expect(leaseMs(waitMs, SETTINGS)).toBe(lengthMs);
  });

  test.each([
    [30_000, 24_000],
    [5_000, 5_000],
    [100, 5_000],
  ])("for who waited %i ms a lock is old at %i ms", (waitMs, ageMs) => {
    expect(stealAgeMs(waitMs)).toBe(ageMs);
  });
});

test.each([
  ["ab", "c", "a", "bc"],
  ["1", ":x", "", "1:x"],
  ["", "1:ab", "1:a", "b"],
  ["a", "", "", "a"],
])("the lock of %j with %j is not that of %j with %j", (namespace, key, namespace2, key2) => {
  expect(lockId({ namespace, key })).not.toBe(lockId({ namespace: namespace2, key: key2 }));
});
