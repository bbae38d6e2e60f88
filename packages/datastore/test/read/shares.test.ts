import { expect, test } from "@jest/globals";
import { Shares } from "../../src/read/shares.js";

test("one caller has three quarters at most, all together have the whole", () => {
  const shares = new Shares(100);

  expect(shares.take("a", 70)).toBeDefined();
  expect(shares.take("a", 6)).toBeUndefined();
  expect(shares.take("b", 30)).toBeDefined();
  expect(shares.take("c", 1)).toBeUndefined();
});

test("whoever is alone has room for any amount, but nobody where the bound is nothing", () => {
  const shares = new Shares(100);
  const give = shares.take("a", 1000);

  expect(shares.take("b", 1)).toBeUndefined();
  give?.();
  give?.();
  expect(shares.total).toBe(0);
  expect(new Shares(0).take("a")).toBeUndefined();
});
