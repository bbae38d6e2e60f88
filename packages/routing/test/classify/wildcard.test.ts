import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { compileWildcard } from "../../src/classify/wildcard.js";

/** By the definition: a table of which beginnings match which. */
function naive(pattern: string, value: string): boolean {
  let row = Array.from({ length: value.length + 1 }, (_, at) => at === 0);
  for (const character of pattern) {
    const next: boolean[] = [];
    for (let at = 0; at <= value.length; at++) {
      const before = at > 0 && next[at - 1] === true;
      const isEqual = at > 0 && row[at - 1] === true && value[at - 1] === character;
      next.push(character === "*" ? before || row[at] === true : isEqual);
    }
    row = next;
  }
  return row[value.length] === true;
}

describe("a wildcard pattern", () => {
  test.each([
    ["*/vod/*", "/a/vod/b/c.m3u8", true],
    ["*/vod/*", "/vod/", true],
    ["*/vod/*", "/live/b", false],
    ["/vod", "/vod/", false],
    ["/vod", "x/vod", false],
    ["*.m3u8", "/a/b.m3u8", true],
    ["*.m3u8", "/a/b.m3u8?", false],
    ["/*/*.mpd", "/a/b.mpd", true],
    ["a*a", "a", false],
    ["a*a", "aa", true],
    ["*ab*ab*", "xabab", true],
    ["*ab*ab*", "xabb", false],
    ["*", "", true],
    ["**", "anything", true],
    ["", "", true],
    ["", "a", false],
    ["a?c", "abc", false],
    ["a?c", "a?c", true],
    ["[a-z].\\d", "[a-z].\\d", true],
    ["AGILE*isp", "agile content isp", true],
  ])("%j on %j is %s", (pattern, value, expected) => {
    expect(compileWildcard(pattern)(value)).toBe(expected);
  });

  test("agrees with the definition", () => {
    const letters = fc.array(fc.constantFrom("a", "b", "*", "/"), { maxLength: 10 });
    const text = fc.array(fc.constantFrom("a", "b", "/"), { maxLength: 14 });
    fc.assert(
      fc.property(letters, text, (pattern, value) => {
        const [written, given] = [pattern.join(""), value.join("")];
        expect(compileWildcard(written)(given)).toBe(naive(written, given));
      }),
      { numRuns: 10_000 },
    );
  });

  test("of many stars does not backtrack", () => {
    const matches = compileWildcard("*a".repeat(1_000) + "*b");
    expect(matches("a".repeat(8_192))).toBe(false);
  });
});
