import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseAddress } from "../../src/address/ip-address.js";
import { PrefixSet } from "../../src/address/prefix-set.js";
import { MAX_FORWARDED_ADDRESSES, resolveClient } from "../../src/request/client-address.js";

function trust(...texts: string[]): PrefixSet {
  return PrefixSet.read(texts, "trustedProxies", []);
}

function clientOf(
  peerAddress: string | undefined,
  forwardedFor: readonly string[],
  trusted: PrefixSet,
) {
  const verdict = resolveClient({ peerAddress, forwardedFor }, trusted);
  return verdict.kind === "client" ? verdict.ip : "drop";
}

describe("without X-Forwarded-For the client", () => {
  test.each([
    ["192.0.2.1", "192.0.2.1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["2001:db8::1", "2001:db8::1"],
    ["fe80::1%eth0", "fe80::1"],
    [undefined, "drop"],
    ["", "drop"],
    ["/run/socket", "drop"],
  ])("at %s is %s", (peer, client) => {
    expect(clientOf(peer, [], trust())).toBe(client);
  });
});

describe("with X-Forwarded-For the client", () => {
  const proxies = trust("10.0.0.0/8", "2001:db8:1::/48");
  test.each([
    ["is dropped when nobody is trusted", "10.0.0.1", ["192.0.2.1"], trust(), "drop"],
    ["is dropped when the peer is not trusted", "192.0.2.9", ["192.0.2.1"], proxies, "drop"],
    [
      "is dropped when the peer is not trusted and the header is empty",
      "192.0.2.9",
      [""],
      proxies,
      "drop",
    ],
    ["is the one address", "10.0.0.1", ["192.0.2.1"], proxies, "192.0.2.1"],
    [
      "is trusted as IPv4 behind a mapped peer",
      "::ffff:10.0.0.1",
      ["192.0.2.1"],
      proxies,
      "192.0.2.1",
    ],
    [
      "is the right-most untrusted one",
      "10.0.0.1",
      ["203.0.113.5, 192.0.2.1, 10.9.9.9"],
      proxies,
      "192.0.2.1",
    ],
    [
      "is found over several lines",
      "10.0.0.1",
      ["203.0.113.5, 192.0.2.1", "10.9.9.9", "10.8.8.8"],
      proxies,
      "192.0.2.1",
    ],
    [
      "is the left-most when all are trusted",
      "10.0.0.1",
      ["10.1.1.1,10.2.2.2"],
      proxies,
      "10.1.1.1",
    ],
    [
      "is the left-most with everybody trusted",
      "10.0.0.1",
      ["203.0.113.5, 192.0.2.1"],
      trust("0.0.0.0/0"),
      "203.0.113.5",
    ],
    [
      "is not trusted by an IPv4 network when it comes over IPv6",
      "2001:db8::1",
      ["192.0.2.1"],
      trust("0.0.0.0/0"),
      "drop",
    ],
    ["is trusted by ::/0 over IPv6", "2001:db8::1", ["192.0.2.1"], trust("::/0"), "192.0.2.1"],
    ["is the peer when the list is empty", "10.0.0.1", [" , ,"], proxies, "10.0.0.1"],
    ["may be IPv6", "2001:db8:1::1", ["2001:DB8:2::9"], proxies, "2001:db8:2::9"],
    ["may be a mapped address", "10.0.0.1", ["::ffff:192.0.2.1"], proxies, "192.0.2.1"],
    ["may have a port", "10.0.0.1", ["192.0.2.1:4711"], proxies, "192.0.2.1"],
    ["may have brackets", "10.0.0.1", ["[2001:db8::9]"], proxies, "2001:db8::9"],
    ["may have brackets and a port", "10.0.0.1", ["[2001:db8::9]:4711"], proxies, "2001:db8::9"],
    [
      "is not confused by forged rubbish on its left",
      "10.0.0.1",
      ["<script>, , unknown, 192.0.2.1"],
      proxies,
      "192.0.2.1",
    ],
    [
      "is dropped when rubbish stands in its place",
      "10.0.0.1",
      ["192.0.2.1, unknown"],
      proxies,
      "drop",
    ],
    ["is dropped for octal digits", "10.0.0.1", ["010.0.0.1"], proxies, "drop"],
    ["is dropped for a zone", "10.0.0.1", ["fe80::1%eth0"], proxies, "drop"],
    ["is dropped for a quoted address", "10.0.0.1", ['"192.0.2.1"'], proxies, "drop"],
  ])("%s", (_, peer, lines, trusted, client) => {
    expect(clientOf(peer, lines, trusted)).toBe(client);
  });

  test("is dropped after more proxies than any honest chain has", () => {
    const chain = Array.from({ length: MAX_FORWARDED_ADDRESSES + 1 }, () => "10.1.1.1").join(",");
    expect(resolveClient({ peerAddress: "10.0.0.1", forwardedFor: [chain] }, proxies)).toEqual({
      kind: "drop",
      reason: "X-Forwarded-For names more than 32 trusted proxies",
    });
  });

  test("gets a one-line reason whatever the header holds", () => {
    const forwardedFor = ["a\r\n|\u202e" + "x".repeat(500)];
    expect(resolveClient({ peerAddress: "10.0.0.1", forwardedFor }, proxies)).toEqual({
      kind: "drop",
      reason: `X-Forwarded-For: "a / ${"x".repeat(55)}" is no address`,
    });
  });

  test("cannot be chosen by the client: what it sends itself never matters", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ",",
        " ",
        "10.0.0.1",
        "192.0.2.1",
        "unknown",
        "::1",
        "[",
        "]",
        ":80",
        "\t",
        '"',
      ),
      fc.ipV4(),
      fc.ipV6(),
      fc.string(),
    );
    const forged = fc.array(
      fc.array(piece).map((pieces) => pieces.join("")),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(forged, fc.boolean(), (lines, isSameLine) => {
        // The trusted proxy appends the true client, on the client's last line or on one of its own.
        const last = lines.at(-1);
        const seen =
          isSameLine && last !== undefined
            ? [...lines.slice(0, -1), `${last}, 198.51.100.7`]
            : [...lines, "198.51.100.7"];
        expect(clientOf("10.0.0.1", seen, proxies)).toBe("198.51.100.7");
      }),
      { numRuns: 2_000 },
    );
  });

  test("is always an address or dropped", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" })), (lines) => {
        const client = clientOf("10.0.0.1", lines, trust("0.0.0.0/0", "::/0"));
        expect(client === "drop" || parseAddress(client)?.text === client).toBe(true);
      }),
    );
  });
});
