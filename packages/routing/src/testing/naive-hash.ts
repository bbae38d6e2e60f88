import { createHash } from "node:crypto";

const MASK = (1n << 64n) - 1n;

/** The hashes of consistent hashing once more, with `bigint` and from their definitions. */
export function naiveHash(algorithm: string, text: string): bigint {
  const bytes = Buffer.from(text);
  if (algorithm === "SDBM") return naiveSdbm(bytes);
  if (algorithm === "Murmur") return naiveMurmur(bytes);
  return createHash("md5").update(bytes).digest().readBigUInt64BE(0);
}

function naiveSdbm(bytes: Uint8Array): bigint {
  let hash = 0n;
  for (const byte of bytes) hash = (BigInt(byte) + (hash << 6n) + (hash << 16n) - hash) & MASK;
  return finalise(hash);
}

function naiveMurmur(bytes: Buffer): bigint {
  const c1 = 0x87c37b91114253d5n;
  const c2 = 0x4cf5ad432745937fn;
  const first = (k: bigint): bigint => times(rotate(times(k, c1), 31n), c2);
  const second = (k: bigint): bigint => times(rotate(times(k, c2), 33n), c1);
  let h1 = 0n;
  let h2 = 0n;
  const whole = bytes.length - (bytes.length % 16);
  for (let at = 0; at < whole; at += 16) {
    h1 ^= first(bytes.readBigUInt64LE(at));
    h1 = (times((rotate(h1, 27n) + h2) & MASK, 5n) + 0x52dce729n) & MASK;
    h2 ^= second(bytes.readBigUInt64LE(at + 8));
    h2 = (times((rotate(h2, 31n) + h1) & MASK, 5n) + 0x38495ab5n) & MASK;
  }
  const rest = Buffer.concat([bytes.subarray(whole), Buffer.alloc(16)], 16);
  h2 ^= second(rest.readBigUInt64LE(8));
  h1 ^= first(rest.readBigUInt64LE(0));
  h1 ^= BigInt(bytes.length);
  h2 ^= BigInt(bytes.length);
  h1 = (h1 + h2) & MASK;
  h2 = (h2 + h1) & MASK;
  return (finalise(h1) + finalise(h2)) & MASK;
}

const times = (a: bigint, b: bigint): bigint => (a * b) & MASK;
const rotate = (a: bigint, by: bigint): bigint => ((a << by) | (a >> (64n - by))) & MASK;

function finalise(hash: bigint): bigint {
  let mixed = hash ^ (hash >> 33n);
  mixed = times(mixed, 0xff51afd7ed558ccdn);
  mixed ^= mixed >> 33n;
  mixed = times(mixed, 0xc4ceb9fe1a85ec53n);
  return mixed ^ (mixed >> 33n);
}
