import { expect, test } from "@jest/globals";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { murmur3 } from "../../src/hash/murmur3.js";
import { targetHashes } from "../../src/hash/target-hash.js";
import type { WideInteger } from "../../src/hash/wide-integer.js";
import { naiveHash } from "../../src/testing/index.js";

function hex({ hi, lo }: WideInteger): string {
  return [hi, lo].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
}

function murmurHex(text: string, seed = 0): string {
  const { upper, lower } = murmur3(Buffer.from(text), seed);
  return hex(upper) + hex(lower);
}

test.each([
  ["", "00000000000000000000000000000000"],
  ["The quick brown fox jumps over the lazy dog", "e34bbc7bbc071b6c7a433ca9c49a9347"],
  ["The quick brown fox jumps over the lazy cog", "658ca970ff85269a43fee3eaa68e5c3e"],
])("MurmurHash3 x64 128 of %p is the published value", (text, expected) => {
  expect(murmurHex(text)).toBe(expected);
});

test("MurmurHash3 x64 128 has the verification value of the published test suite", () => {
  const all = Buffer.alloc(256 * 16);
  for (let length = 0; length < 256; length++) {
    const key = Uint8Array.from({ length }, (_, at) => at);
    const { upper, lower } = murmur3(key, 256 - length);
    [upper.lo, upper.hi, lower.lo, lower.hi].forEach((half, at) =>
      all.writeInt32LE(half, length * 16 + at * 4),
    );
  }
  expect(murmur3(all).upper.lo >>> 0).toBe(0x6384ba69);
});

test("MD5 gives the first eight bytes of the digest, big-endian", () => {
  const digest = createHash("md5").update("abc").digest("hex");
  expect(digest).toBe("900150983cd24fb0d6963f7d28e17f72");
  expect(hex(targetHashes.MD5(Buffer.from("abc")))).toBe("900150983cd24fb0");
});

test.each(["MD5", "SDBM", "Murmur"] as const)("%s equals its definition with bigint", (name) => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 70 }), (text) => {
      const expected = naiveHash(name, text).toString(16).padStart(16, "0");
      expect(hex(targetHashes[name](Buffer.from(text)))).toBe(expected);
    }),
    { numRuns: 2_000 },
  );
});
