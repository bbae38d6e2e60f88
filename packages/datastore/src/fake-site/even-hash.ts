const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
const TWO_32 = 2 ** 32;

/** 32 bits of a text, by FNV-1a. */
export function textHash(text: string): number {
  let hash = FNV_OFFSET;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), FNV_PRIME);
  }
  return mixed(hash);
}

/** 32 evenly spread bits of a hash and a whole number up to 2^53. */
export function numberHash(hash: number, number: number): number {
  return mixed(mixed(hash ^ (number % TWO_32)) ^ Math.floor(number / TWO_32));
}

/** As a number in [0, 1). */
export const share = (hash: number): number => (hash >>> 0) / TWO_32;

/** The finaliser of MurmurHash3: every bit of the input changes half of the output. */
function mixed(hash: number): number {
  let bits = hash;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
