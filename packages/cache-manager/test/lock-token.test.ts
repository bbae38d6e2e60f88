import { expect, test } from "@jest/globals";
import { LockTokens } from "../src/lock-token.js";

const tokens = new LockTokens("ref");

test("a token carries its epoch and the process it is from", () => {
  expect(tokens.write(7)).toBe("ref.7");
  expect(tokens.read("ref.7")).toBe(7);
});

test("no token is told apart from a token that is no good", () => {
  expect(tokens.read(undefined)).toBeUndefined();
});

test.each([
  "",
  "7",
  "ref",
  "ref.x",
  "ref.1.5",
  "ref.1e400",
  "other.7",
  "xref.7",
  "REF.7",
  "ref.NaN",
])("%p is never an epoch in force", (token) => expect(tokens.read(token)).toBe(-1));

test.each(["ref.", "ref. ", "ref.0", "ref.-1"])("%p is none that was ever granted", (token) =>
  expect(tokens.read(token)).toBeLessThan(1),
);
