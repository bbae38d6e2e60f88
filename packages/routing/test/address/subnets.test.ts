import { describe, expect, test } from "@jest/globals";
import { AppError } from "@signalbox/errors";
import { parseAddress } from "../../src/address/ip-address.js";
import { Subnets } from "../../src/address/subnets.js";

function someSubnets(maxSubnets = 100): Subnets {
  const subnets = new Subnets({ maxSubnets });
  subnets.put({ "10.0.0.0/8": "office", "10.1.0.0/16": "lab", "2001:db8::/32": "office" });
  return subnets;
}

function nameOf(subnets: Subnets, text: string): string | undefined {
  const address = parseAddress(text);
  if (!address) throw new Error(`not an address: ${text}`);
  return subnets.nameOf(address);
}

function refusal(put: () => void): unknown {
  try {
    put();
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, message: error.message };
    throw error;
  }
  return undefined;
}

describe("the subnets", () => {
  test("name an address by the longest network it is in", () => {
    const subnets = someSubnets();
    expect(nameOf(subnets, "10.1.2.3")).toBe("lab");
    expect(nameOf(subnets, "10.2.0.1")).toBe("office");
    expect(nameOf(subnets, "::ffff:10.2.0.1")).toBe("office");
    expect(nameOf(subnets, "2001:db8::9")).toBe("office");
    expect(nameOf(subnets, "192.0.2.1")).toBeUndefined();
  });

  test("are shown under their canonical text and renamed by another text of the same network", () => {
    const subnets = someSubnets();
    subnets.put({ "10.9.9.9/8": "campus" });
    expect({ ...subnets.all() }).toEqual({
      "10.0.0.0/8": "campus",
      "10.1.0.0/16": "lab",
      "2001:db8::/32": "office",
    });
    expect(nameOf(subnets, "10.2.0.1")).toBe("campus");
  });

  test("are found and removed by the start of their text", () => {
    const subnets = someSubnets();
    expect({ ...subnets.byKey("10.") }).toEqual({ "10.0.0.0/8": "office", "10.1.0.0/16": "lab" });
    expect({ ...subnets.byKey("2001:DB8") }).toEqual({ "2001:db8::/32": "office" });
    expect(subnets.deleteByKey("10.1.0.0/16")).toBe(1);
    expect(nameOf(subnets, "10.1.2.3")).toBe("office");
    expect(subnets.deleteByKey("192.")).toBe(0);
  });

  test("are found and removed by their name", () => {
    const subnets = someSubnets();
    expect(Object.keys(subnets.byValue("office"))).toEqual(["10.0.0.0/8", "2001:db8::/32"]);
    expect(Object.keys(subnets.byValue("off"))).toEqual([]);
    expect(subnets.deleteByValue("office")).toBe(2);
    expect({ ...subnets.all() }).toEqual({ "10.1.0.0/16": "lab" });
    expect(nameOf(subnets, "10.2.0.1")).toBeUndefined();
  });

  test("are gone after clear", () => {
    const subnets = someSubnets();
    subnets.clear();
    expect(subnets.size).toBe(0);
    expect(nameOf(subnets, "10.1.2.3")).toBeUndefined();
  });

  test("are refused with every fault named, and none of them is applied", () => {
    const subnets = someSubnets();
    const body = { "192.0.2.0/24": "new", "10.0.0.0/33": "a", "10.0.0.0": "b", "10.3.0.0/16": 5 };
    expect(refusal(() => subnets.put(body))).toEqual({
      code: "invalid_argument",
      message:
        '"10.0.0.0/33": prefix length is 0 to 32; "10.0.0.0": has no prefix length; "10.3.0.0/16": the name is not a text',
    });
    expect(subnets.size).toBe(3);
  });

  test.each([[null], [[]], ["10.0.0.0/8"], [5]])("%j is not a list of subnets", (body) => {
    expect(refusal(() => someSubnets().put(body))).toMatchObject({ code: "invalid_argument" });
  });

  test("an answer names ten faults and counts the others", () => {
    const body = Object.fromEntries(Array.from({ length: 15 }, (_, at) => [`bad-${at}`, "x"]));
    expect(refusal(() => someSubnets().put(body))).toMatchObject({
      message: expect.stringMatching(/bad-9".*; and 5 more$/),
    });
  });

  test("never grow beyond their limit, but may be renamed at it", () => {
    const subnets = someSubnets(3);
    expect(refusal(() => subnets.put({ "192.0.2.0/24": "x" }))).toEqual({
      code: "invalid_argument",
      message: "there would be 4 subnets, limit is 3 (maxSubnets)",
    });
    subnets.put({ "10.0.0.0/8": "renamed" });
    expect(subnets.size).toBe(3);
  });

  test("a name with a line break is refused", () => {
    expect(refusal(() => someSubnets().put({ "192.0.2.0/24": "a\r\nb" }))).toMatchObject({
      message: '"192.0.2.0/24": the name has a control character',
    });
  });

  test("a key called __proto__ is a bad CIDR and nothing else", () => {
    const body: unknown = JSON.parse('{"__proto__": "x"}');
    expect(refusal(() => someSubnets().put(body))).toMatchObject({ code: "invalid_argument" });
  });
});

test("more than fit are refused before one of them is read", () => {
  const subnets = someSubnets(3);
  const many = Object.fromEntries(Array.from({ length: 4 }, (_, at) => [`no CIDR ${at}`, ""]));
  expect(refusal(() => subnets.put(many))).toEqual({
    code: "invalid_argument",
    message: "4 subnets were sent, limit is 3 (maxSubnets)",
  });
});
