/** The n-th random number of a request, 0 <= x < 1: the same each time it is asked for. */
export type RequestDraws = (draw: number) => number;

const TWO_32 = 2 ** 32;
const TWO_26 = 2 ** 26;
const TWO_53 = 2 ** 53;

/**
 * Random numbers made from one, so that a request's decision can be taken again with nothing kept.
 *
 * @param seed 0 <= seed < 1, such as one call of the service's random source.
 */
export function seededDraws(seed: number): RequestDraws {
  const upper = Math.floor(seed * TWO_32);
  const lower = Math.floor((seed * TWO_32 - upper) * TWO_32);
  return (draw) => {
    const first = mix(upper ^ Math.imul(draw + 1, 0x9e3779b9));
    const second = mix(lower ^ first ^ Math.imul(draw + 1, 0x85ebca6b));
    return ((mix(first ^ lower) >>> 5) * TWO_26 + (second >>> 6)) / TWO_53;
  };
}

/** A bijection of 32-bit numbers in which each input bit changes about half of the output bits. */
function mix(bits: number): number {
  let mixed = bits ^ (bits >>> 16);
  mixed = Math.imul(mixed, 0x7feb352d);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x846ca68b);
  return mixed ^ (mixed >>> 16);
}
