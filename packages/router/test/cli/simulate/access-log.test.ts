import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { RequestReader, SecurityToken, noGeo, Subnets } from "@signalbox/routing";
import { FakeClock } from "@signalbox/clock/testing";
import { readLogLine } from "../../../src/cli/simulate/access-log.js";
import { readRouterConfiguration } from "../../../src/config/router-configuration.js";
import { accessLine } from "../../../src/content/access-line.js";

const TIME = "[22/Nov/2026:07:06:00 +0000]";

describe("a line of an access log", () => {
  test.each<[string, [ip: string, method: string, target: string, headers: string[]]]>([
    [
      `192.0.2.1 - - ${TIME} "GET /a/b.m3u8?x=1 HTTP/1.1" 302 0 "http://r/" "player/1"`,
      ["192.0.2.1", "GET", "/a/b.m3u8?x=1", ["Referer", "http://r/", "User-Agent", "player/1"]],
    ],
    [
      `2001:db8::1 - frank lee ${TIME} "HEAD / HTTP/2.0" 200 - "-" "-" "extra" 0.1`,
      ["2001:db8::1", "HEAD", "/", []],
    ],
    [`10.0.0.1 - - ${TIME} "GET / HTTP/1.0" 200 5`, ["10.0.0.1", "GET", "/", []]],
    [
      `10.0.0.1 - - ${TIME} "GET /%22\\x22 HTTP/1.1" 200 5 "" "a \\"b\\" \\\\ \\x41\\t"`,
      ["10.0.0.1", "GET", '/%22"', ["User-Agent", 'a "b" \\ A\t']],
    ],
  ])("%s is a request", (line, [ip, method, target, headers]) => {
    expect(readLogLine(line)).toEqual({
      method,
      target,
      rawHeaders: ["Host", "localhost", ...headers],
      peerAddress: ip,
      isEncrypted: false,
      httpVersion: "1.1",
    });
  });

  test.each([
    [""],
    ["hello"],
    [`cache-1 - - ${TIME} "GET / HTTP/1.1" 200 5`],
    [`10.0.0.1 - - ${TIME} "-" 408 0 "-" "-"`],
    [`10.0.0.1 - - ${TIME} "\\x16\\x03\\x01" 400 0 "-" "-"`],
    [`10.0.0.1 - - ${TIME} "GET /" 200 5`],
    [`10.0.0.1 - - ${TIME} "GET /cut`],
    [`10.0.0.1 - - "GET / HTTP/1.1" 200 5`],
  ])("%j is none", (line) => {
    expect(readLogLine(line)).toBeUndefined();
  });

  test("takes no longer for a line made to take long", () => {
    const line = `10.0.0.1 - - ${TIME} "${'\\\\"'.repeat(20_000)}${"[".repeat(20_000)}`;
    expect(readLogLine(line)).toBeUndefined();
  });
});

describe("this router's own access log", () => {
  const { classification, trustedProxies } = readRouterConfiguration({});
  const reader = new RequestReader({
    classification,
    trustedProxies,
    acceptsPost: false,
    geo: noGeo,
    subnets: new Subnets({ maxSubnets: 1 }),
    token: new SecurityToken({ secret: "", clock: new FakeClock() }),
    contentIdentifier: { enabled: false, includedQueryParams: [] },
  });
  const visible = fc.string({
    unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)),
    minLength: 1,
    maxLength: 50,
  });
  const target = fc
    .string({ unit: fc.constantFrom(...Array.from("ab%/?&=\"'.[]~")), maxLength: 50 })
    // An empty query is logged as none.
    .map((rest) => `/a${rest}`.replace(/^([^?]*)\?$/, "$1"));

  test("is read back as the requests that were served", () => {
    fc.assert(
      fc.property(target, visible, fc.ipV4(), (path, agent, ip) => {
        const headers = ["User-Agent", agent.trim() === "-" ? "x" : agent];
        const raw = {
          method: "GET",
          target: path,
          rawHeaders: ["Host", "localhost", ...headers],
          peerAddress: ip,
          isEncrypted: false,
          httpVersion: "1.1" as const,
        };
        const verdict = reader.read(raw);
        if (verdict.kind !== "request") throw new Error(verdict.reason);
        expect(readLogLine(accessLine(verdict.request, 302, 0))).toEqual(raw);
      }),
    );
  });
});
