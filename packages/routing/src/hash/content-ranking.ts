import type { HashAlgorithm } from "../rules/routing-document.js";
import { TargetRanker, type Ranking } from "./rendezvous.js";

/** Longer contents are ranked anew each time: what a kept one may cost has a bound. */
const MAX_KEPT_CHARS = 512;

export interface ContentRankingOptions {
  readonly names: readonly string[];
  readonly algorithm: HashAlgorithm;
  /** Most rankings kept; 0 keeps none. A kept one weighs about 200 bytes and its content's name. */
  readonly maxKept: number;
}

/**
 * The ranking of each content, kept for the contents asked for last: with 64 targets and MD5 a ranking costs about a
 * hundred times what the rest of a decision does. Two generations: when the young one is full the old one is dropped.
 */
export class ContentRanking {
  #young = new Map<string, Ranking>();
  #old = new Map<string, Ranking>();

  readonly #ranker: TargetRanker;
  readonly #perGeneration: number;

  constructor({ names, algorithm, maxKept }: ContentRankingOptions) {
    this.#ranker = new TargetRanker(names, algorithm);
    this.#perGeneration = Math.floor(maxKept / 2);
  }

  of(content: string): Ranking {
    const young = this.#young.get(content);
    if (young !== undefined) return young;
    const ranking = this.#old.get(content) ?? this.#ranker.rank(content);
    this.#keep(content, ranking);
    return ranking;
  }

  #keep(content: string, ranking: Ranking): void {
    if (this.#perGeneration < 1 || content.length > MAX_KEPT_CHARS) return;
    if (this.#young.size >= this.#perGeneration) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(flat(content), ranking);
  }
}

/** A copy: a text cut from a request would otherwise keep the whole request in memory. */
function flat(text: string): string {
  return Buffer.from(text, "utf16le").toString("utf16le");
}
