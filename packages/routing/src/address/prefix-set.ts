import { oneLine } from "@signalbox/errors";
import type { IpAddress } from "./ip-address.js";
import { parsePrefix } from "./ip-prefix.js";
import { PrefixTrie } from "./prefix-trie.js";
import type { Problem } from "./problem.js";

/** A set of addresses and networks: trusted proxies, ipranges. */
export class PrefixSet {
  readonly #trie = new PrefixTrie<true>();
  #size = 0;

  /**
   * @param texts addresses and CIDRs
   * @param path where the list stands in the configuration, for the problems
   * @param problems every entry that is not an address or CIDR is added here and left out of the set
   */
  static read(texts: readonly unknown[], path: string, problems: Problem[]): PrefixSet {
    const set = new PrefixSet();
    for (const [at, text] of texts.entries()) set.#add(text, `${path}[${at}]`, problems);
    return set;
  }

  get isEmpty(): boolean {
    return this.#size === 0;
  }

  has(address: IpAddress): boolean {
    return this.#trie.longest(address) === true;
  }

  #add(text: unknown, path: string, problems: Problem[]): void {
    if (typeof text !== "string") {
      problems.push({ path, message: "not a text" });
      return;
    }
    const verdict = parsePrefix(text.trim());
    if (verdict.ok) {
      this.#trie.set(verdict.prefix, true);
      this.#size++;
    } else problems.push({ path, message: `"${oneLine(text)}": ${verdict.reason}` });
  }
}
