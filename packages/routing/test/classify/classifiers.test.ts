import { describe, expect, test } from "@jest/globals";
import { parseAddress } from "../../src/address/ip-address.js";
import { isMatch } from "../support/classifying.js";

const headers =
  (fields: Readonly<Record<string, string>>) =>
  (name: string): string | undefined =>
    fields[name.toLowerCase()];
const at = (text: string) => ({ clientAddress: parseAddress(text) });

describe("a text classifier", () => {
  test.each([
    ["contentUrlPath", { pattern: "*/VOD/*" }, { path: "/a/vod/b" }, true],
    ["contentUrlPath", { pattern: "*/vod/*" }, { path: "/a/v%6Fd/b" }, false],
    ["contentUrlPath", { pattern: "/vod" }, { path: "/vod/a" }, false],
    ["contentUrlPath", { patternType: "regex", pattern: "/vod/.*" }, { path: "/vod/a" }, true],
    ["contentUrlPath", { patternType: "regex", pattern: "/vod/.*" }, { path: "/VOD/a" }, false],
    ["contentUrlPath", {}, { path: "/" }, false],
    ["contentUrlQueryParameters", { pattern: "*b=2" }, { query: "a=1&b=2" }, true],
    ["contentUrlQueryParameters", { pattern: "b=2" }, { query: "a=1&b=2" }, false],
    ["contentUrlQueryParameters", {}, { query: "" }, true],
    ["hostName", { pattern: "*.example.NET" }, { host: "cdn.example.net" }, true],
    ["userAgent", { pattern: "*ipad*" }, { header: headers({ "user-agent": "An iPad" }) }, true],
    ["userAgent", { pattern: "*" }, {}, true],
    ["userAgent", { pattern: "?*" }, {}, false],
    [
      "requestHeader",
      { header: "X-Kind", pattern: "a*" },
      { header: headers({ "x-kind": "Abc" }) },
      true,
    ],
    ["requestHeader", { header: "X-Kind", patternType: "regex", pattern: "" }, {}, true],
    ["stringMatcher", { pattern: "/vod/*" }, { path: "/vod/a" }, true],
    [
      "stringMatcher",
      { source: "content_url_query_parameters", pattern: "a=1" },
      { query: "a=1" },
      true,
    ],
    [
      "stringMatcher",
      { source: "content_url_query_params", pattern: "a=1" },
      { query: "a=1" },
      true,
    ],
    ["stringMatcher", { source: "hostname", pattern: "h" }, { host: "h" }, true],
    [
      "stringMatcher",
      { source: "user_agent", pattern: "u" },
      { header: headers({ "user-agent": "u" }) },
      true,
    ],
    ["string_match_rule", { pattern: "/vod/*" }, { path: "/vod/a" }, true],
    ["regexMatcher", { source: "hostname", pattern: "h+" }, { host: "hh" }, true],
    ["regex_rule", { source: "hostname", pattern: "h+" }, { host: "hhx" }, false],
  ])("%s %j on %j is %s", (type, fields, request, expected) => {
    expect(isMatch({ type, ...fields }, request)).toBe(expected);
    expect(isMatch({ type, ...fields, inverted: true }, request)).toBe(!expected);
  });

  test("may be written in the raw form", () => {
    const rule = { regex_rule: { source: "hostname", pattern: "h+" }, inverted: true };
    expect(isMatch(rule, { host: "hh" })).toBe(false);
    expect(isMatch(rule, { host: "x" })).toBe(true);
  });
});

describe("an address classifier", () => {
  const ranges = { type: "ipranges", ipranges: ["10.0.0.0/8", "2001:db8::/32", "192.0.2.1"] };
  test.each([
    ["10.255.0.1", true],
    ["::ffff:10.0.0.1", true],
    ["11.0.0.1", false],
    ["192.0.2.1", true],
    ["192.0.2.2", false],
    ["2001:db8::1", true],
    ["2001:db9::1", false],
  ])("ipranges at %s is %s", (address, expected) => {
    expect(isMatch(ranges, at(address))).toBe(expected);
  });

  test("ipranges matches nobody of unknown address, and everybody inverted", () => {
    expect(isMatch(ranges, { clientAddress: undefined })).toBe(false);
    expect(isMatch({ ...ranges, inverted: true }, { clientAddress: undefined })).toBe(true);
    expect(isMatch({ type: "ipranges" })).toBe(false);
  });

  test("subnet matches the name of the client's subnet by its pattern", () => {
    expect(isMatch({ type: "subnet", pattern: "OFF*" }, { subnet: "Office" })).toBe(true);
    expect(isMatch({ type: "subnet", pattern: "lab" }, { subnet: "office" })).toBe(false);
    expect(isMatch({ type: "subnet", pattern: "*" }, { subnet: undefined })).toBe(false);
    expect(isMatch({ type: "subnet", pattern: "" }, { subnet: undefined })).toBe(false);
  });
});

describe("a random classifier", () => {
  const random = (probability: number, name = "half") => ({ type: "random", name, probability });

  test("gives the same session the same answer", () => {
    for (let session = 0; session < 50; session++) {
      const request = { sessionId: `s${session}` };
      expect(isMatch(random(0.5), request)).toBe(isMatch(random(0.5), request));
    }
  });

  test("matches its share of the sessions, another name another share", () => {
    const matched = (name: string) =>
      Array.from({ length: 2_000 }, (_, at) => isMatch(random(0.3, name), { sessionId: `s${at}` }));
    const [one, other] = [matched("one"), matched("other")];
    const both = one.filter((isIn, session) => isIn && other[session] === true).length;
    const counts = [one, other].map((all) => all.filter(Boolean).length);
    // Five standard deviations: 600 +- 102 and 180 +- 64.
    for (const count of counts) expect(Math.abs(count - 600)).toBeLessThan(102);
    expect(Math.abs(both - 180)).toBeLessThan(64);
  });

  test("of probability 0 matches nobody, of 1 everybody", () => {
    for (let session = 0; session < 200; session++) {
      expect(isMatch(random(0), { sessionId: `s${session}` })).toBe(false);
      expect(isMatch(random(1), { sessionId: `s${session}` })).toBe(true);
    }
  });

  test("of unstated probability matches half", () => {
    expect(isMatch({ type: "random" }, { sessionId: "s1" })).toBe(
      isMatch({ type: "random", probability: 0.5 }, { sessionId: "s1" }),
    );
  });
});
