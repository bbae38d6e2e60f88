import type { HashAlgorithm } from "../rules/routing-document.js";
import { targetHashes } from "./target-hash.js";
import type { WideInteger } from "./wide-integer.js";

/** Positions in the list of names, best first. */
export type Ranking = Uint8Array;

/**
 * Ranks names for a content: by the hash of `content NUL name`, highest first, ties by name. Each name's score depends on
 * nothing but itself and the content, so a name that goes takes only its own contents with it.
 * Source: reference cdn-router 3.6.
 *
 * @param names At most 255.
 */
export function rankTargets(
  names: readonly string[],
  content: string,
  algorithm: HashAlgorithm,
): Ranking {
  const hash = targetHashes[algorithm];
  const scores = names.map((name) => hash(Buffer.from(`${content}\0${name}`)));
  const order = names.map((_, position) => position);
  order.sort((a, b) => compareScores(scores[b], scores[a]) || compareNames(names[a], names[b]));
  return Uint8Array.from(order);
}

function compareScores(a: WideInteger | undefined, b: WideInteger | undefined): number {
  if (a === undefined || b === undefined) return 0;
  return (a.hi >>> 0) - (b.hi >>> 0) || (a.lo >>> 0) - (b.lo >>> 0);
}

function compareNames(a = "", b = ""): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
