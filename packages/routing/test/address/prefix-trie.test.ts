import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import ipaddr from "ipaddr.js";
import { parseAddress, type IpAddress } from "../../src/address/ip-address.js";
import { parsePrefix, type IpPrefix } from "../../src/address/ip-prefix.js";
import { PrefixTrie } from "../../src/address/prefix-trie.js";

/** Few different bits, so that random networks contain each other and random addresses hit them. */
const word = fc.constantFrom("0", "1", "8000", "ffff", "c000", "7fff");
const octet = fc.constantFrom("0", "1", "127", "128", "192", "255");
const ipv4 = fc.array(octet, { minLength: 4, maxLength: 4 }).map((parts) => parts.join("."));
const ipv6 = fc
  .array(word, { minLength: 7, maxLength: 7 })
  .map((parts) => ["2001", ...parts].join(":"));
const cidr = fc.oneof(
  fc.tuple(ipv4, fc.nat(32)).map(([address, length]) => `${address}/${length}`),
  fc.tuple(ipv6, fc.nat(128)).map(([address, length]) => `${address}/${length}`),
);
type Step = { kind: "set" | "delete"; cidr: string };
const steps = fc.array(fc.record<Step>({ kind: fc.constantFrom("set", "set", "delete"), cidr }), {
  maxLength: 60,
});

function prefix(text: string): IpPrefix {
  const verdict = parsePrefix(text);
  if (!verdict.ok) throw new Error(`${text}: ${verdict.reason}`);
  return verdict.prefix;
}

function address(text: string): IpAddress {
  const found = parseAddress(text);
  if (!found) throw new Error(`not an address: ${text}`);
  return found;
}

/** Looks at every network with the library's own matcher. */
function naive(networks: ReadonlyMap<string, number>, text: string): number | undefined {
  const wanted = ipaddr.parse(text);
  let best: { length: number; value: number } | undefined;
  for (const [network, value] of networks) {
    const [base, length] = ipaddr.parseCIDR(network);
    if (base.kind() !== wanted.kind() || !wanted.match(base, length)) continue;
    if (!best || length > best.length) best = { length, value };
  }
  return best?.value;
}

describe("the longest prefix", () => {
  test("is what a scan over all networks finds, after any sets and deletes", () => {
    fc.assert(
      fc.property(
        steps,
        fc.array(fc.oneof(ipv4, ipv6), { minLength: 5, maxLength: 20 }),
        (all, asked) => {
          const trie = new PrefixTrie<number>();
          const networks = new Map<string, number>();
          for (const [at, step] of all.entries()) {
            const network = prefix(step.cidr);
            if (step.kind === "set") {
              trie.set(network, at);
              networks.set(network.text, at);
            } else {
              trie.delete(network);
              networks.delete(network.text);
            }
          }
          expect(trie.nodeCount).toBeLessThanOrEqual(2 * networks.size);
          for (const text of asked) expect(trie.longest(address(text))).toBe(naive(networks, text));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test("of a deleted network passes to the one around it", () => {
    const trie = new PrefixTrie<string>();
    trie.set(prefix("10.0.0.0/8"), "wide");
    trie.set(prefix("10.1.0.0/16"), "narrow");
    expect(trie.longest(address("10.1.2.3"))).toBe("narrow");

    trie.delete(prefix("10.1.0.0/16"));

    expect(trie.longest(address("10.1.2.3"))).toBe("wide");
  });

  test("of length 0 holds every address of its own family", () => {
    const trie = new PrefixTrie<string>();
    trie.set(prefix("0.0.0.0/0"), "four");
    expect(trie.longest(address("203.0.113.9"))).toBe("four");
    expect(trie.longest(address("2001:db8::1"))).toBeUndefined();
  });
});

describe("a prefix", () => {
  test.each([
    ["10.1.2.3/8", "10.0.0.0/8"],
    ["192.0.2.1", "192.0.2.1/32"],
    ["2001:DB8::1/32", "2001:db8::/32"],
    ["::1", "::1/128"],
    ["::ffff:10.0.0.0/104", "10.0.0.0/8"],
    ["::FFFF:a00:0/128", "10.0.0.0/32"],
    ["::/0", "::/0"],
  ])("%s is %s", (text, canonical) => {
    expect(prefix(text).text).toBe(canonical);
  });

  test.each([
    ["10.0.0.0/33", "prefix length is 0 to 32"],
    ["10.0.0.0/", "prefix length is 0 to 32"],
    ["10.0.0.0/08", "prefix length is 0 to 32"],
    ["10.0.0.0/-1", "prefix length is 0 to 32"],
    ["10.0.0.0/8/8", "prefix length is 0 to 32"],
    ["2001:db8::/129", "prefix length is 0 to 128"],
    ["::ffff:10.0.0.0/90", "prefix length is 96 to 128"],
    ["10.0.0/8", "not an IP address or CIDR"],
    ["edge/8", "not an IP address or CIDR"],
    ["", "not an IP address or CIDR"],
  ])("%j is refused: %s", (text, reason) => {
    expect(parsePrefix(text)).toEqual({ ok: false, reason });
  });

  test("without a length is refused where one is needed", () => {
    expect(parsePrefix("10.0.0.0", { needsLength: true })).toEqual({
      ok: false,
      reason: "has no prefix length",
    });
  });
});
