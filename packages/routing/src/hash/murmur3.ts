import { WideInteger } from "./wide-integer.js";

const BLOCK_BYTES = 16;
const C1 = [0x87c37b91, 0x114253d5] as const;
const C2 = [0x4cf5ad43, 0x2745937f] as const;

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
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tail = bytes.length - (bytes.length % BLOCK_BYTES);
  for (let at = 0; at < tail; at += BLOCK_BYTES) {
    k.set(view.getInt32(at + 4, true), view.getInt32(at, true));
    mixFirst(h1, k);
    h1.rotate(27).add(h2.hi, h2.lo).multiply(0, 5).add(0, 0x52dce729);
    k.set(view.getInt32(at + 12, true), view.getInt32(at + 8, true));
    mixSecond(h2, k);
    h2.rotate(31).add(h1.hi, h1.lo).multiply(0, 5).add(0, 0x38495ab5);
  }
  if (bytes.length > tail + 8) mixSecond(h2, partial(k, bytes, tail + 8));
  if (bytes.length > tail) mixFirst(h1, partial(k, bytes, tail));
  finish(h1, h2, bytes.length);
  return { upper: h1, lower: h2 };
}

function mixFirst(h1: WideInteger, k: WideInteger): void {
  k.multiply(...C1)
    .rotate(31)
    .multiply(...C2);
  h1.xor(k.hi, k.lo);
}

function mixSecond(h2: WideInteger, k: WideInteger): void {
  k.multiply(...C2)
    .rotate(33)
    .multiply(...C1);
  h2.xor(k.hi, k.lo);
}

/** Up to eight bytes from `start`, the first one lowest; what is missing is 0. */
function partial(k: WideInteger, bytes: Uint8Array, start: number): WideInteger {
  const byte = (offset: number): number => bytes[start + offset] ?? 0;
  return k.set(
    byte(4) | (byte(5) << 8) | (byte(6) << 16) | (byte(7) << 24),
    byte(0) | (byte(1) << 8) | (byte(2) << 16) | (byte(3) << 24),
  );
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
