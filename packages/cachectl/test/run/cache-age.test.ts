import { expect, test } from "@jest/globals";
import { withCacheAge } from "../../src/run/cache-age.js";

test.each([
  ["OK\n", "OK | cache_age=12s\n"],
  ["OK", "OK | cache_age=12s"],
  ["OK | a=1;2;3\nmore | b=2\n", "OK | a=1;2;3 cache_age=12s\nmore | b=2\n"],
  ["OK\r\nmore", "OK | cache_age=12s\r\nmore"],
  ["", ""],
  ["\nOK\n", "\nOK\n"],
])("%j becomes %j", (given, expected) => {
  expect(withCacheAge(Buffer.from(given), 12_999).toString()).toBe(expected);
});

test("an age below zero, from another host's clock, is shown as zero", () => {
  expect(withCacheAge(Buffer.from("OK"), -5_000).toString()).toBe("OK | cache_age=0s");
});

test("bytes that are not text are left as they are", () => {
  const given = Buffer.from([0xff, 0x0a, 0x80]);
  const expected = Buffer.concat([
    Buffer.from([0xff]),
    Buffer.from(" | cache_age=0s"),
    Buffer.from([0x0a, 0x80]),
  ]);
  expect(withCacheAge(given, 0)).toEqual(expected);
});
