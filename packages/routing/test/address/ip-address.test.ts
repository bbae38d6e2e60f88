import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseAddress, socketAddress } from "../../src/address/ip-address.js";

describe("an address", () => {
  test.each([
    ["192.0.2.1", "192.0.2.1", 32],
    ["0.0.0.0", "0.0.0.0", 32],
    ["255.255.255.255", "255.255.255.255", 32],
    ["2001:DB8:0:0:0:0:0:1", "2001:db8::1", 128],
    ["::", "::", 128],
    ["::1", "::1", 128],
    ["64:ff9b::192.0.2.33", "64:ff9b::c000:221", 128],
    ["::1.2.3.4", "::102:304", 128],
    ["::ffff:192.0.2.1", "192.0.2.1", 32],
    ["::FFFF:192.0.2.1", "192.0.2.1", 32],
    ["::ffff:c000:201", "192.0.2.1", 32],
    ["0:0:0:0:0:ffff:192.0.2.1", "192.0.2.1", 32],
  ])("%s reads as %s", (text, canonical, bits) => {
    expect(parseAddress(text)).toMatchObject({ text: canonical, bits });
  });

  test.each([
    "",
    " 1.2.3.4",
    "1.2.3.4 ",
    "1.2.3",
    "1.2.3.256",
    "01.2.3.4",
    "0x7f.0.0.1",
    "2130706433",
    "1.2.3.4:80",
    "[::1]",
    "::1%eth0",
    "1::2::3",
    ":::",
    "::ffff:010.1.1.1",
    "::ffff:1.2.3",
    "1:2:3:4:5:6:7:8:9",
    "unknown",
    "_hidden",
    "1.2.3.4\n",
    "१.2.3.4",
    ":".repeat(1000),
  ])("%j is not one", (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  test("any four octets read back as written", () => {
    fc.assert(
      fc.property(fc.ipV4(), (text) => {
        expect(parseAddress(text)?.text).toBe(text);
      }),
    );
  });

  test("any IPv6 text reads as an address whose own text reads as the same", () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const address = parseAddress(text);
        expect(address).toBeDefined();
        expect(parseAddress(address?.text ?? "")).toEqual(address);
      }),
    );
  });

  test("nothing at all makes the reader throw", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        parseAddress(text);
      }),
    );
  });

  test("a socket's link-local address loses its zone", () => {
    expect(socketAddress("fe80::1%eth0")?.text).toBe("fe80::1");
  });
});
