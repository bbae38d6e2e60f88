import type { IpAddress } from "./ip-address.js";
import type { IpPrefix } from "./ip-prefix.js";

interface Node<T> {
  readonly words: readonly number[];
  readonly length: number;
  value: T | undefined;
  zero: Node<T> | undefined;
  one: Node<T> | undefined;
}

/**
 * Values by network, longest prefix first. A path-compressed binary trie for each address family: a look-up costs at most one
 * step per stored length on the way, whatever the number of networks, and no node stands for a single child.
 */
export class PrefixTrie<T extends string | number | boolean> {
  #ipv4: Node<T> | undefined;
  #ipv6: Node<T> | undefined;

  set(prefix: IpPrefix, value: T): void {
    if (prefix.bits === 32) this.#ipv4 = inserted(this.#ipv4, prefix, value);
    else this.#ipv6 = inserted(this.#ipv6, prefix, value);
  }

  delete(prefix: IpPrefix): void {
    if (prefix.bits === 32) this.#ipv4 = removed(this.#ipv4, prefix);
    else this.#ipv6 = removed(this.#ipv6, prefix);
  }

  /** Nodes in memory: at most twice the networks held, however many came and went. */
  get nodeCount(): number {
    return countOf(this.#ipv4) + countOf(this.#ipv6);
  }

  /** The value of the longest network `address` is in. */
  longest({ bits, words }: IpAddress): T | undefined {
    let node = bits === 32 ? this.#ipv4 : this.#ipv6;
    let best: T | undefined;
    while (node && sharedBits(node.words, words, node.length) === node.length) {
      best = node.value ?? best;
      if (node.length === bits) break;
      node = bitAt(words, node.length) ? node.one : node.zero;
    }
    return best;
  }
}

function inserted<T>(node: Node<T> | undefined, prefix: IpPrefix, value: T): Node<T> {
  if (!node) return nodeFor(prefix, prefix.length, value);
  const shared = sharedBits(node.words, prefix.words, Math.min(node.length, prefix.length));
  if (shared < node.length) {
    const isEnd = shared === prefix.length;
    const parent = nodeFor(prefix, shared, isEnd ? value : undefined);
    setChild(parent, node.words, node);
    if (!isEnd) setChild(parent, prefix.words, nodeFor(prefix, prefix.length, value));
    return parent;
  }
  if (node.length === prefix.length) node.value = value;
  else setChild(node, prefix.words, inserted(childFor(node, prefix.words), prefix, value));
  return node;
}

function removed<T>(node: Node<T> | undefined, prefix: IpPrefix): Node<T> | undefined {
  if (!node || node.length > prefix.length) return node;
  if (sharedBits(node.words, prefix.words, node.length) < node.length) return node;
  if (node.length === prefix.length) node.value = undefined;
  else setChild(node, prefix.words, removed(childFor(node, prefix.words), prefix));
  if (node.value !== undefined || (node.zero && node.one)) return node;
  return node.zero ?? node.one;
}

function countOf(node: Node<unknown> | undefined): number {
  return node ? 1 + countOf(node.zero) + countOf(node.one) : 0;
}

function nodeFor<T>({ words }: IpPrefix, length: number, value: T | undefined): Node<T> {
  return { words, length, value, zero: undefined, one: undefined };
}

function childFor<T>(node: Node<T>, words: readonly number[]): Node<T> | undefined {
  return bitAt(words, node.length) ? node.one : node.zero;
}

function setChild<T>(node: Node<T>, words: readonly number[], child: Node<T> | undefined): void {
  if (bitAt(words, node.length)) node.one = child;
  else node.zero = child;
}

function bitAt(words: readonly number[], at: number): boolean {
  return (((words[at >> 5] ?? 0) << (at & 31)) | 0) < 0;
}

/** How many leading bits are equal, at most `limit`. */
function sharedBits(left: readonly number[], right: readonly number[], limit: number): number {
  for (let at = 0, bits = 0; bits < limit; at++, bits += 32) {
    const difference = (left[at] ?? 0) ^ (right[at] ?? 0);
    if (difference !== 0) return Math.min(bits + Math.clz32(difference), limit);
  }
  return limit;
}
