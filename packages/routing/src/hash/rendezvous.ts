import type { HashAlgorithm } from "../rules/routing-document.js";
import { targetHashes, type TargetHash } from "./target-hash.js";
import type { WideInteger } from "./wide-integer.js";

/** Positions in the list of names, best first. */
export type Ranking = Uint8Array;

/**
 * Ranks names for a content: by the hash of `content NUL name`, highest first, ties by name. Each name's score depends on
 * nothing but itself and the content, so a name that goes takes only its own contents with it.
 * Source: reference cdn-router 3.6.
 */
export class TargetRanker {
  readonly #encoded: readonly Buffer[];
  readonly #longest: number;
  readonly #hash: TargetHash;

  /** @param names At most 255. */
  constructor(
    private readonly names: readonly string[],
    algorithm: HashAlgorithm,
  ) {
    this.#encoded = names.map((name) => Buffer.from(`\0${name}`));
    this.#longest = this.#encoded.reduce((longest, { length }) => Math.max(longest, length), 0);
    this.#hash = targetHashes[algorithm];
  }

  rank(content: string): Ranking {
    const bytes = Buffer.from(content);
    const joined = Buffer.allocUnsafe(bytes.length + this.#longest);
    joined.set(bytes);
    const scores = this.#encoded.map((name) => {
      joined.set(name, bytes.length);
      return this.#hash(joined.subarray(0, bytes.length + name.length));
    });
    const order = this.names.map((_, position) => position);
    order.sort((a, b) => compareScores(scores[b], scores[a]) || this.#compareNames(a, b));
    return Uint8Array.from(order);
  }

  #compareNames(a: number, b: number): number {
    const [left = "", right = ""] = [this.names[a], this.names[b]];
    return left < right ? -1 : left > right ? 1 : 0;
  }
}

function compareScores(a: WideInteger | undefined, b: WideInteger | undefined): number {
  if (a === undefined || b === undefined) return 0;
  return (a.hi >>> 0) - (b.hi >>> 0) || (a.lo >>> 0) - (b.lo >>> 0);
}
