import { WideInteger } from "./wide-integer.js";

const BLOCK_BYTES = 16;
const C1_HI = 0x87c37b91;
const C1_LO = 0x114253d5;
const C2_HI = 0x4cf5ad43;
const C2_LO = 0x2745937f;

export interface Hash128 {
  /** The first 64 bits, called h1 in the reference code: the upper half of the hash. */
  readonly upper: WideInteger;
  readonly lower: WideInteger;
}

/** MurmurHash3, the x64 variant with 128 bits of result. The seed is an unsigned 32-bit number. */
export function murmur3(bytes: Uint8Array, seed = 0): Hash128 {
  const h1 = new WideInteger().set(0, seed);
  const h2 = new WideInteger().set(0, seed);
  const k = new WideInteger();
  const tail = bytes.length - (bytes.length % BLOCK_BYTES);
  for (let at = 0; at < tail; at += BLOCK_BYTES) {
    k.set(word(bytes, at + 4), word(bytes, at));
    mixFirst(h1, k);
    h1.rotate(27).add(h2.hi, h2.lo).multiply(0, 5).add(0, 0x52dce729);
    k.set(word(bytes, at + 12), word(bytes, at + 8));
    mixSecond(h2, k);
    h2.rotate(31).add(h1.hi, h1.lo).multiply(0, 5).add(0, 0x38495ab5);
  }
  if (bytes.length > tail + 8) mixSecond(h2, partial(k, bytes, tail + 8));
  if (bytes.length > tail) mixFirst(h1, partial(k, bytes, tail));
  finish(h1, h2, bytes.length);
  return { upper: h1, lower: h2 };
}

function mixFirst(h1: WideInteger, k: WideInteger): void {
  k.multiply(C1_HI, C1_LO).rotate(31).multiply(C2_HI, C2_LO);
  h1.xor(k.hi, k.lo);
}

function mixSecond(h2: WideInteger, k: WideInteger): void {
  k.multiply(C2_HI, C2_LO).rotate(33).multiply(C1_HI, C1_LO);
  h2.xor(k.hi, k.lo);
}

/** Up to eight bytes from `start`, the first one lowest; what is missing is 0. */
function partial(k: WideInteger, bytes: Uint8Array, start: number): WideInteger {
  return k.set(word(bytes, start + 4), word(bytes, start));
}

/** Four bytes, the first one lowest; bytes past the end are 0 and are never read, which would be slow. */
function word(bytes: Uint8Array, start: number): number {
  let bits = 0;
  const end = Math.min(start + 4, bytes.length);
  for (let at = start; at < end; at++) bits |= (bytes[at] ?? 0) << (8 * (at - start));
  return bits;
}

function finish(h1: WideInteger, h2: WideInteger, length: number): void {
  h1.xor(0, length);
  h2.xor(0, length);
  h1.add(h2.hi, h2.lo);
  h2.add(h1.hi, h1.lo);
  h1.finalise();
  h2.finalise();
  h1.add(h2.hi, h2.lo);
  h2.add(h1.hi, h1.lo);
}
