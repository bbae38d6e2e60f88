import { hash } from "node:crypto";
import type { HashAlgorithm } from "../rules/routing-document.js";
import { murmur3 } from "./murmur3.js";
import { WideInteger } from "./wide-integer.js";

/** 64 bits of hash of some bytes. */
export type TargetHash = (bytes: Uint8Array) => WideInteger;

/** The three functions of consistent hashing. Source: reference cdn-router 3.6. */
export const targetHashes: Readonly<Record<HashAlgorithm, TargetHash>> = {
  MD5: md5Start,
  SDBM: sdbm,
  Murmur: (bytes) => murmur3(bytes).upper,
};

/** The first 8 bytes of the MD5 digest, big-endian. No secret depends on it. */
function md5Start(bytes: Uint8Array): WideInteger {
  const digest = hash("md5", bytes, "buffer");
  return new WideInteger().set(digest.readInt32BE(0), digest.readInt32BE(4));
}

const SDBM_FACTOR = 65_599; // (h << 6) + (h << 16) - h

/** sdbm with 64 bits, finished so that similar names do not get similar scores. */
function sdbm(bytes: Uint8Array): WideInteger {
  const hash = new WideInteger();
  for (const byte of bytes) hash.multiply(0, SDBM_FACTOR).add(0, byte);
  return hash.finalise();
}
