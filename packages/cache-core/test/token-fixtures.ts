import fc from "fast-check";
import type { RandomBytes } from "../src/index.js";

/** The vector of reference cache-manager 3.2. */
export const VECTOR = {
  keyText: "AAECAwQFBgcICQoLDA0ODw==",
  key: Buffer.from("000102030405060708090a0b0c0d0e0f", "hex"),
  iv: Buffer.from("101112131415161718191a1b1c1d1e1f", "hex"),
  name: "PLUGIN#check_demo",
  timestampMs: 1_700_000_000_000,
  token:
    "EBESExQVFhcYGRobHB0eH4Bl12x8sgi4eA+p8BdzTw6LFGfqey8exNjOQsNvHNfXuAFDM/3ZcWUrZeMt8V3OfL0r4w+ktNZmmv62uDGist" +
    "u8UwXntH3Ci7LkwCIym9axiBfdIxBYIN5RJxl44KZHpw==",
} as const;

/** Random bytes that are not: 1, 2, 3 … */
export const countingBytes: RandomBytes = (byteLength) =>
  Buffer.from(Array.from({ length: byteLength }, (_, i) => i + 1));

export const keyOf = (fill: number, byteLength = 32): Buffer => Buffer.alloc(byteLength, fill);

/** Keys of every allowed length. */
export const anyKey = fc
  .constantFrom(16, 24, 32)
  .chain((length) => fc.uint8Array({ minLength: length, maxLength: length }))
  .map((bytes) => Buffer.from(bytes));
