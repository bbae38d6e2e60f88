import { expect, test } from "@jest/globals";
import { parseAddress } from "../../src/address/ip-address.js";
import { PrefixSet } from "../../src/address/prefix-set.js";
import type { Problem } from "../../src/address/problem.js";

test("a set holds the addresses of its networks and names every entry it could not read", () => {
  const problems: Problem[] = [];
  const set = PrefixSet.read(
    ["10.0.0.0/8", "nonsense", " 192.0.2.1 ", 7],
    "trustedProxies",
    problems,
  );
  const has = (text: string) => {
    const address = parseAddress(text);
    return address !== undefined && set.has(address);
  };
  expect([has("10.1.2.3"), has("192.0.2.1"), has("192.0.2.2")]).toEqual([true, true, false]);
  expect(problems).toEqual([
    { path: "trustedProxies[1]", message: '"nonsense": not an IP address or CIDR' },
    { path: "trustedProxies[3]", message: "not a text" },
  ]);
  expect(set.isEmpty).toBe(false);
  expect(PrefixSet.read([], "trustedProxies", problems).isEmpty).toBe(true);
});
