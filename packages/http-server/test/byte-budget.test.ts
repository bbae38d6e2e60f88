import { expect, test } from "@jest/globals";
import { ByteBudget } from "../src/byte-budget.js";

test("several holders together stay within the bound", () => {
  const budget = new ByteBudget(100);
  expect(budget.take(60, 0)).toBe(true);
  expect(budget.take(41, 0)).toBe(false);
  expect(budget.take(40, 0)).toBe(true);
  expect(budget.usedBytes).toBe(100);
});

test("a refused holder has taken nothing", () => {
  const budget = new ByteBudget(100);
  budget.take(60, 0);
  budget.take(41, 0);
  expect(budget.usedBytes).toBe(60);
});

test("a holder that is alone may go beyond the bound, until another one is there", () => {
  const budget = new ByteBudget(100);
  expect(budget.take(500, 0)).toBe(true);
  expect(budget.take(500, 500)).toBe(true);
  expect(budget.take(1, 0)).toBe(false);
  budget.give(1_000);
  expect(budget.take(1, 0)).toBe(true);
  expect(budget.take(500, 0)).toBe(false);
});
