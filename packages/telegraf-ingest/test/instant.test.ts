import { expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  compareInstants,
  instantFromMs,
  instantFromNs,
  instantToMs,
  instantToNs,
  secondsBetween,
} from "../src/index.js";

const ns = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

test("an instant keeps nanoseconds exactly, before 1970 too", () => {
  fc.assert(
    fc.property(ns, (value) => {
      const instant = instantFromNs(value);
      expect(instantToNs(instant)).toBe(value);
      expect(instant.nanos).toBeGreaterThanOrEqual(0);
      expect(instant.nanos).toBeLessThan(1e9);
    }),
  );
});

test("instants are ordered as their nanoseconds", () => {
  fc.assert(
    fc.property(ns, fc.oneof(ns, fc.bigInt({ min: -5n, max: 5n })), (a, difference) => {
      const b = a + difference;
      const order = compareInstants(instantFromNs(a), instantFromNs(b));
      expect(Math.sign(order)).toBe(Number(a > b) - Number(a < b));
    }),
  );
});

test("milliseconds of a clock come back, with their fractions", () => {
  expect(instantFromMs(1_709_296_800_123)).toEqual({ seconds: 1_709_296_800, nanos: 123_000_000 });
  expect(instantFromMs(-1)).toEqual({ seconds: -1, nanos: 999_000_000 });
  expect(instantToMs(instantFromMs(1_709_296_800_123.5))).toBe(1_709_296_800_123.5);
});

test("seconds between whole seconds are whole", () => {
  expect(secondsBetween(instantFromMs(790_000), instantFromMs(800_000))).toBe(10);
  expect(secondsBetween(instantFromMs(1_500), instantFromMs(1_000))).toBe(-0.5);
});
