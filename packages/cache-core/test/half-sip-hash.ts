const MASK = 0xffff_ffffn;

const rotate = (value: bigint, bits: bigint): bigint =>
  ((value << bits) | (value >> (32n - bits))) & MASK;

/**
 * HalfSipHash with 32 bits of output, written after its definition with integers of any size and none of the tricks of
 * the production code. `c` compression rounds a word, `d` at the end.
 */
export function halfSipHash(
  key: { low: number; high: number },
  message: Uint8Array,
  rounds: { c: number; d: number },
): number {
  const [k0, k1] = [BigInt(key.low >>> 0), BigInt(key.high >>> 0)];
  const v: [bigint, bigint, bigint, bigint] = [k0, k1, 0x6c796765n ^ k0, 0x74656462n ^ k1];
  const run = (count: number): void => {
    for (let i = 0; i < count; i++) sipRound(v);
  };
  for (const word of wordsOf(message)) {
    v[3] ^= word;
    run(rounds.c);
    v[0] ^= word;
  }
  v[2] ^= 0xffn;
  run(rounds.d);
  return Number(v[1] ^ v[3]);
}

function sipRound(v: [bigint, bigint, bigint, bigint]): void {
  v[0] = (v[0] + v[1]) & MASK;
  v[1] = rotate(v[1], 5n) ^ v[0];
  v[0] = rotate(v[0], 16n);
  v[2] = (v[2] + v[3]) & MASK;
  v[3] = rotate(v[3], 8n) ^ v[2];
  v[0] = (v[0] + v[3]) & MASK;
  v[3] = rotate(v[3], 7n) ^ v[0];
  v[2] = (v[2] + v[1]) & MASK;
  v[1] = rotate(v[1], 13n) ^ v[2];
  v[2] = rotate(v[2], 16n);
}

/** Whole little-endian words; the last one is completed with zeros and the message's length in its top byte. */
function wordsOf(message: Uint8Array): bigint[] {
  const padded = new Uint8Array((Math.floor(message.length / 4) + 1) * 4);
  padded.set(message);
  padded[padded.length - 1] = message.length & 0xff;
  return Array.from({ length: padded.length / 4 }, (_, i) =>
    padded.subarray(i * 4, i * 4 + 4).reduceRight((word, byte) => (word << 8n) | BigInt(byte), 0n),
  );
}
