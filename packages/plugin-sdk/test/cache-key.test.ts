import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { CacheManagerUtils, generateKey, hashKey } from "../src/index.js";

const EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

test.each([
  ["my_key", "7d4c144301af71a908e50a263437f2968e5955e980cdeb5f83310b7d85c9c60d"],
  ["password", "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8"],
])("hashKey(%j) is the SHA-256 the original sends", (key, expected) => {
  expect(hashKey(key)).toBe(expected);
});

test.each([
  [["foo", "bar", "baz"], "c851d6b72c3403e8b8e2f6cbacaa2408fd5cc3b4d6ba4c3d9af7ef8d9c1dca29"],
  [["foo", "bar", "b#az"], "69a23c03596c3910e13fcbcb1e8dec0bf0187f78b9bdef8b89ced3b358cfe9d7"],
  [["foo", "bar", "b\\#az"], "ae4d9cb53b330c479b9ebe734afd1b84aec2f96e75acf66c59863d773c9cfc81"],
  [["foo", "b#ar", "b\\#az"], "33f3bea23d6db9fa7e347674468ebc7958b8c95bd9de9643cb249793b32c862d"],
  [["ü"], "607474ca475a9724d7360aba71a56d5df77e61350e3f724cfa1f46e857e2d85f"],
  [[], EMPTY_SHA256],
])("generateKey(...%j) is the original's key", (parts, expected) => {
  expect(generateKey(...parts)).toBe(expected);
  expect(CacheManagerUtils.generateKey(...parts)).toBe(expected);
  expect(CacheManagerUtils.generate_key(...parts)).toBe(expected);
});

test("a generated key is hashed a second time by the helpers", () => {
  expect(hashKey(generateKey("foo", "bar", "baz"))).toBe(
    "02b7aa832aa8f6208790898ba1c454a8de244c7177e81ef23a1ccb87d7d47c3f",
  );
});

test("different lists of parts never give the same key", () => {
  const part = fc.string({ unit: fc.constantFrom("\\", "#", "a") });
  const parts = fc.array(part, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(parts, parts, (one, other) => {
      const isSame = JSON.stringify(one) === JSON.stringify(other);
      expect(generateKey(...one) === generateKey(...other)).toBe(isSame);
    }),
  );
});

test("a part that is not a string is a TypeError", () => {
  // The type forbids it; a plugin in plain JavaScript may still do it.
  expect(() => generateKey("a", 1 as unknown as string)).toThrow(TypeError);
});
