import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { keyHash } from "../src/key-hash.js";
import { halfSipHash } from "./half-sip-hash.js";

/** The first of the 32-bit vectors published for HalfSipHash-2-4: key 00…07, message 00, 01, … of growing length. */
const VECTORS_2_4 = [
  0x5b9f35a9, 0xb85a4727, 0x03a662fa, 0x04e7fe8a, 0x89466e2a, 0x69b6fac5, 0x23fc6358, 0xc563cf8b,
  0x8f84b8d0, 0x79e706f8, 0x3479b094, 0x50300808, 0x2f87f057, 0xff63e677, 0x7cf8ffd6, 0x972bfe74,
];
const VECTOR_KEY = { low: 0x03020100, high: 0x07060504 };

/** The message as `keyHash` wants it: in whole words, zero behind its end. */
function asWords(message: Uint8Array): Int32Array {
  const memory = new ArrayBuffer((Math.floor(message.length / 4) + 2) * 4);
  new Uint8Array(memory).set(message);
  return new Int32Array(memory);
}

describe("keyHash", () => {
  test("the test's own implementation gives the published vectors", () => {
    const hashes = VECTORS_2_4.map((_, length) =>
      halfSipHash(
        VECTOR_KEY,
        Uint8Array.from({ length }, (_, i) => i),
        { c: 2, d: 4 },
      ),
    );
    expect(hashes).toEqual(VECTORS_2_4);
  });

  test("is HalfSipHash-1-3 for any seed and message", () => {
    const word = fc.integer({ min: 0, max: 0xffff_ffff });
    fc.assert(
      fc.property(
        word,
        word,
        fc.uint8Array({ maxLength: 300, size: "max" }),
        (low, high, message) => {
          expect(keyHash({ low, high }, asWords(message), message.length)).toBe(
            halfSipHash({ low, high }, message, { c: 1, d: 3 }),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  test("words behind the message do not count", () => {
    const words = Int32Array.from([1, 2, 0, 99, 98]);
    expect(keyHash(VECTOR_KEY, words, 8)).toBe(keyHash(VECTOR_KEY, Int32Array.from([1, 2, 0]), 8));
  });

  test("either half of the seed changes the hash", () => {
    const words = asWords(Buffer.from("key"));
    const hashes = [
      keyHash({ low: 1, high: 2 }, words, 3),
      keyHash({ low: 2, high: 2 }, words, 3),
      keyHash({ low: 1, high: 3 }, words, 3),
    ];
    expect(new Set(hashes).size).toBe(3);
  });
});
