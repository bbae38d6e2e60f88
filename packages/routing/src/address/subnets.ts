import { runSteps, type Steps } from "@signalbox/clock";
import { AppError, oneLine } from "@signalbox/errors";
import type { IpAddress } from "./ip-address.js";
import { parsePrefix, type IpPrefix } from "./ip-prefix.js";
import { PrefixTrie } from "./prefix-trie.js";

export interface SubnetsOptions {
  /** Most subnets kept; a PUT that would pass it changes nothing. */
  readonly maxSubnets: number;
}

interface Subnet {
  readonly prefix: IpPrefix;
  readonly name: string;
}

/** Longest name of a subnet, in characters. */
export const MAX_SUBNET_NAME_CHARS = 256;
/** So many faults of one PUT are named in its answer; the rest are counted. */
const MAX_SHOWN_FAULTS = 10;
/** Subnets that are read or entered in one step. */
const AT_ONCE = 1000;
// eslint-disable-next-line no-control-regex -- control characters are what must not pass
const CONTROL = /[\u0000-\u001f\u007f]/;

/**
 * Named networks, as the subnets API sets them and the subnet classifier asks for them; the longest prefix wins (cdn-router 6.8).
 * A CIDR is kept in its canonical form, so `10.1.2.3/8` and `10.0.0.0/8` are one subnet. Replies are objects without a prototype.
 */
export class Subnets {
  readonly #maxSubnets: number;
  readonly #byText = new Map<string, Subnet>();
  #trie = new PrefixTrie<string>();

  constructor(options: SubnetsOptions) {
    this.#maxSubnets = options.maxSubnets;
  }

  get size(): number {
    return this.#byText.size;
  }

  /**
   * Creates or renames subnets; all of them or none.
   *
   * @param body `{ "<CIDR>": "<name>" }`
   * @throws AppError `invalid_argument`: not such an object, a bad CIDR or name (each is named, at most 10), too many subnets
   */
  put(body: unknown): void {
    runSteps(this.putInSteps(body));
  }

  /**
   * The same in steps, for lists of megabytes. Nothing changes before all of it is read and found right; then the subnets are
   * there from step to step. One such change at a time: others wait for its end.
   */
  *putInSteps(body: unknown): Steps<void> {
    this.#refuseTooMany(body);
    const subnets = yield* readSubnets(body);
    const added = new Set(subnets.map(({ prefix }) => prefix.text));
    for (const text of added) if (this.#byText.has(text)) added.delete(text);
    yield;
    if (this.#byText.size + added.size > this.#maxSubnets) {
      const total = this.#byText.size + added.size;
      throw invalid(`there would be ${total} subnets, limit is ${this.#maxSubnets} (maxSubnets)`);
    }
    for (const [at, subnet] of subnets.entries()) {
      if (at % AT_ONCE === 0) yield;
      this.#byText.set(subnet.prefix.text, subnet);
      this.#trie.set(subnet.prefix, subnet.name);
    }
  }

  /** Before a CIDR is read: that of half a million would take seconds. */
  #refuseTooMany(body: unknown): void {
    const count = typeof body === "object" && body !== null ? Object.keys(body).length : 0;
    if (count <= this.#maxSubnets) return;
    throw invalid(`${count} subnets were sent, limit is ${this.#maxSubnets} (maxSubnets)`);
  }

  all(): Record<string, string> {
    return record(this.#byText.values());
  }

  clear(): void {
    this.#byText.clear();
    this.#trie = new PrefixTrie();
  }

  /** Subnets whose canonical CIDR text starts with `start`, in any case. */
  byKey(start: string): Record<string, string> {
    return record(this.#startingWith(start));
  }

  /** Returns how many were removed. */
  deleteByKey(start: string): number {
    return this.#delete(this.#startingWith(start));
  }

  /** Subnets of exactly this name. */
  byValue(name: string): Record<string, string> {
    return record(this.#named(name));
  }

  /** Returns how many were removed. */
  deleteByValue(name: string): number {
    return this.#delete(this.#named(name));
  }

  /** Name of the longest subnet the address is in. */
  nameOf(address: IpAddress): string | undefined {
    return this.#trie.longest(address);
  }

  #startingWith(start: string): Subnet[] {
    const wanted = start.toLowerCase();
    return [...this.#byText.values()].filter(({ prefix }) => prefix.text.startsWith(wanted));
  }

  #named(name: string): Subnet[] {
    return [...this.#byText.values()].filter((subnet) => subnet.name === name);
  }

  #delete(subnets: readonly Subnet[]): number {
    for (const { prefix } of subnets) {
      this.#byText.delete(prefix.text);
      this.#trie.delete(prefix);
    }
    return subnets.length;
  }
}

function record(subnets: Iterable<Subnet>): Record<string, string> {
  // A null prototype's type is `any`.
  const found = Object.create(null) as Record<string, string>;
  for (const { prefix, name } of subnets) found[prefix.text] = name;
  return found;
}

function* readSubnets(body: unknown): Steps<Subnet[]> {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw invalid('subnets must be an object like {"10.0.0.0/8": "name"}');
  }
  const faults: string[] = [];
  const subnets: Subnet[] = [];
  for (const [at, [text, name]] of Object.entries(body).entries()) {
    if (at % AT_ONCE === 0) yield;
    const subnet = readSubnet(text, name, faults);
    if (subnet) subnets.push(subnet);
  }
  if (faults.length === 0) return subnets;
  const more = faults.length - MAX_SHOWN_FAULTS;
  const shown = faults.slice(0, MAX_SHOWN_FAULTS).join("; ");
  throw invalid(more > 0 ? `${shown}; and ${more} more` : shown);
}

function readSubnet(text: string, name: unknown, faults: string[]): Subnet | undefined {
  const shown = JSON.stringify(oneLine(text.slice(0, MAX_SUBNET_NAME_CHARS)));
  const verdict = parsePrefix(text, { needsLength: true });
  if (!verdict.ok) faults.push(`${shown}: ${verdict.reason}`);
  else if (typeof name !== "string") faults.push(`${shown}: the name is not a text`);
  else if (name === "") faults.push(`${shown}: the name is empty`);
  else if (name.length > MAX_SUBNET_NAME_CHARS) {
    faults.push(
      `${shown}: the name has ${name.length} characters, limit is ${MAX_SUBNET_NAME_CHARS}`,
    );
  } else if (CONTROL.test(name)) faults.push(`${shown}: the name has a control character`);
  else return { prefix: verdict.prefix, name };
  return undefined;
}

function invalid(message: string): AppError {
  return new AppError("invalid_argument", message);
}
