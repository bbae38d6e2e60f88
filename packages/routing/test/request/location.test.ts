import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Problem } from "../../src/address/problem.js";
import { HostOrigin, type HostAddress } from "../../src/request/host-origin.js";
import { RequestReader } from "../../src/request/request-reader.js";
import { aRawRequest, aRequest, someOptions } from "../support/requests.js";

function origin(host: HostAddress): HostOrigin {
  const problems: Problem[] = [];
  const found = HostOrigin.read(host, "hosts[0]", problems);
  if (!found) throw new Error(JSON.stringify(problems));
  return found;
}

function problemsOf(host: HostAddress): Problem[] {
  const problems: Problem[] = [];
  expect(HostOrigin.read(host, "hosts[0]", problems)).toBeUndefined();
  return problems;
}

const edge = { hostname: "edge.example.net", ipv6Address: "2001:DB8::1" };

const PLAIN = "http://edge.example.net:8080";
const TLS = "https://edge.example.net:8443";

describe("the Location", () => {
  test.each([
    ["http, the port left out", { ...edge }, {}, "http://edge.example.net/a?x=1"],
    [
      "https, the port left out",
      { ...edge },
      { isEncrypted: true },
      "https://edge.example.net/a?x=1",
    ],
    ["its own http port", { ...edge, httpPort: 8080 }, {}, "http://edge.example.net:8080/a?x=1"],
    ["port 443 on http", { ...edge, httpPort: 443 }, {}, "http://edge.example.net:443/a?x=1"],
    [
      "its own https port",
      { ...edge, httpsPort: 80 },
      { isEncrypted: true },
      "https://edge.example.net:80/a?x=1",
    ],
    [
      "IPv6 for IPv6 clients",
      { ...edge },
      { peerAddress: "2001:db8::99" },
      "http://[2001:db8::1]/a?x=1",
    ],
    [
      "IPv4 for mapped clients",
      { ...edge },
      { peerAddress: "::ffff:192.0.2.1" },
      "http://edge.example.net/a?x=1",
    ],
    [
      "the name if there is no IPv6",
      { hostname: "edge" },
      { peerAddress: "::1" },
      "http://edge/a?x=1",
    ],
    ["an IPv6 hostname in brackets", { hostname: "::1" }, {}, "http://[::1]/a?x=1"],
    ["an IPv4 hostname", { hostname: "192.0.2.7" }, {}, "http://192.0.2.7/a?x=1"],
    [
      "no question mark without a query",
      { ...edge },
      { target: "/a?" },
      "http://edge.example.net/a",
    ],
    [
      "path bytes untouched",
      { ...edge },
      { target: "/a/../%2e//b;c?%20&&=" },
      "http://edge.example.net/a/../%2e//b;c?%20&&=",
    ],
  ])("has %s", (_, host, raw, location) => {
    expect(aRequest({ target: "/a?x=1", ...raw }).locationAt(origin(host))).toBe(location);
  });

  test("names the configured host and nothing else for 100,000 hostile targets", () => {
    const reader = new RequestReader(someOptions());
    const there = origin({ hostname: "edge.example.net", httpPort: 8080, httpsPort: 8443 });
    const hostile = fc.constantFrom(
      "/",
      "//",
      "\\",
      "/\\",
      "@",
      ":",
      "?",
      "#",
      "evil.example",
      "http://",
      "https:",
      "javascript:",
      "..",
      "%2f",
      "%5c",
      "%0d%0a",
      "\r\n",
      "\n",
      "\t",
      "\0",
      " ",
      "[::1]",
      ";",
      "&",
      "=",
      "é",
      "\u2028",
      "．",
      "a",
    );
    const text = fc.oneof(
      fc.array(hostile, { maxLength: 12 }).map((pieces) => `/${pieces.join("")}`),
      fc.array(hostile, { maxLength: 12 }).map((pieces) => pieces.join("")),
      fc.string({ unit: "binary" }).map((tail) => `/${tail}`),
      fc.webUrl({ withQueryParameters: true, withFragments: true }).map((url) => url.slice(6)),
    );
    let redirects = 0;
    fc.assert(
      fc.property(text, fc.boolean(), (target, isEncrypted) => {
        const verdict = reader.read(aRawRequest({ target, isEncrypted }));
        if (verdict.kind !== "request") return verdict.kind === "refused" && verdict.status === 400;
        redirects++;
        const location = verdict.request.locationAt(there);
        const url = new URL(location, "http://router.example.net/");
        const sent = verdict.request.query === "" ? target.replace(/\?$/, "") : target;
        // One plain condition: a hundred thousand times six expectations would take seconds.
        return (
          url.origin === (isEncrypted ? TLS : PLAIN) &&
          `${url.username}${url.password}${url.hash}` === "" &&
          /^[!-~]+$/.test(location) &&
          location === `${isEncrypted ? TLS : PLAIN}${sent}`
        );
      }),
      { numRuns: 100_000 },
    );
    expect(redirects).toBeGreaterThan(10_000);
  });
});

describe("a host's address", () => {
  test.each([
    "",
    "edge example",
    "edge.example.net:8080",
    "edge/evil",
    "edge@evil",
    "edge\r\nSet-Cookie: a",
    "édge.example",
    "-edge",
    "1.2.3",
    "0x7f.1",
    "edge.123",
    "xn--a",
    "%65dge",
    "a".repeat(254),
    "[::1",
    "::1%eth0",
  ])("%j is no host name", (hostname) => {
    expect(problemsOf({ hostname }).map(({ path }) => path)).toEqual(["hosts[0].hostname"]);
  });

  test("has every fault named with its place", () => {
    const host = { hostname: "a b", ipv6Address: "192.0.2.1", httpPort: 0, httpsPort: 65_536 };
    expect(problemsOf(host)).toEqual([
      { path: "hosts[0].hostname", message: '"a b" is not a host name or address' },
      { path: "hosts[0].ipv6_address", message: '"192.0.2.1" is not an IPv6 address' },
      { path: "hosts[0].httpPort", message: "0 is not a port: 1 to 65535" },
      { path: "hosts[0].httpsPort", message: "65536 is not a port: 1 to 65535" },
    ]);
  });

  test.each([
    "edge_1.example.net",
    "edge.example.net.",
    "EDGE",
    "xn--bcher-kva.example",
    "[2001:db8::1]",
  ])("%s is one", (hostname) => {
    expect(origin({ hostname }).at(false, false)).toMatch(/^http:\/\//);
  });
});
