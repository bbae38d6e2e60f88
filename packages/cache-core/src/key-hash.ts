/** Two secret 32-bit words, chosen anew for each process: without them nobody can construct keys that collide. */
export interface HashSeed {
  readonly low: number;
  readonly high: number;
}

const INITIAL_V2 = 0x6c796765;
const INITIAL_V3 = 0x74656462;
const FINAL_MARK = 0xff;
const COMPRESSION_ROUNDS = 1;
const FINALIZATION_ROUNDS = 3;

/**
 * HalfSipHash-1-3 of the first `byteLength` bytes of `words`: a keyed hash made of 32-bit operations, the only kind that
 * is fast in JavaScript. Keyed, because keys come from clients and an index with a public hash can be flooded.
 *
 * @param words The message as little-endian 32-bit words; the bytes behind `byteLength` in the last word must be zero.
 * @returns an unsigned 32-bit number.
 */
export function keyHash(seed: HashSeed, words: Int32Array, byteLength: number): number {
  let v0 = seed.low | 0;
  let v1 = seed.high | 0;
  let v2 = INITIAL_V2 ^ seed.low;
  let v3 = INITIAL_V3 ^ seed.high;
  const fullWords = byteLength >>> 2;
  // The length byte shares the last word with the bytes that fill no whole word.
  const tail = (byteLength & 3) === 0 ? 0 : (words[fullWords] ?? 0);
  const lastWord = (byteLength << 24) | tail;
  for (let i = 0; i <= fullWords + 1; i++) {
    const isFinal = i > fullWords;
    const word = isFinal ? 0 : i === fullWords ? lastWord : (words[i] ?? 0);
    if (isFinal) v2 ^= FINAL_MARK;
    else v3 ^= word;
    const rounds = isFinal ? FINALIZATION_ROUNDS : COMPRESSION_ROUNDS;
    for (let round = 0; round < rounds; round++) {
      v0 = (v0 + v1) | 0;
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
      v0 = (v0 << 16) | (v0 >>> 16);
      v2 = (v2 + v3) | 0;
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
      v0 = (v0 + v3) | 0;
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
      v2 = (v2 + v1) | 0;
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
      v2 = (v2 << 16) | (v2 >>> 16);
    }
    if (!isFinal) v0 ^= word;
  }
  return (v1 ^ v3) >>> 0;
}
