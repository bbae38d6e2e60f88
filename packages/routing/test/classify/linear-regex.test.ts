import { describe, expect, test } from "@jest/globals";
import { compileRegex, MAX_MATCHED_CHARS } from "../../src/classify/linear-regex.js";

function matches(pattern: string, value: string): boolean {
  const verdict = compileRegex(pattern);
  if (!verdict.ok) throw new Error(verdict.reason);
  return verdict.matches(value);
}

describe("a regular expression", () => {
  test.each([
    ["/vod/.*", "/vod/a", true],
    ["/vod/.*", "/a/vod/a", false],
    ["vod", "/vod/", false],
    ["a|ab", "ab", true],
    ["a|b", "ab", false],
    ["^a|ab$", "ab", true],
    ["^/(vod|live)/[^/]+\\.m3u8$", "/live/x.m3u8", true],
    ["[[:digit:]]+", "123", true],
    ["\\u0041\\x42", "AB", true],
    ["(?<name>a)", "a", true],
    ["abc", "ABC", false],
    ["(?i)abc", "ABC", true],
    [".*", "", true],
    ["", "", true],
    ["", "a", false],
  ])("%j on %j is %s", (pattern, value, expected) => {
    expect(matches(pattern, value)).toBe(expected);
  });

  const NOT_RE2 = "are not in re2, the syntax of the linear-time engine used here";
  test.each([
    ["/(?=vod)", `look-ahead and look-behind ${NOT_RE2}`],
    ["/(?!vod)", `look-ahead and look-behind ${NOT_RE2}`],
    ["(?<=a)b", `look-ahead and look-behind ${NOT_RE2}`],
    ["(?<!a)b", `look-ahead and look-behind ${NOT_RE2}`],
    ["(a)\\1", `back-references ${NOT_RE2}`],
    ["(?<n>a)\\k<n>", `back-references ${NOT_RE2}`],
    ["(?>a)", `atomic groups ${NOT_RE2}`],
    ["(a", "missing closing ): `(a`"],
    ["[z-a]", "invalid character class range: `z-a`"],
    ["a{1001}", "invalid repeat count: `{1001}`"],
    ["(a?){500}a{500}", "the pattern compiles to 2502 instructions, limit is 2000"],
    ["(".repeat(4_000), expect.any(String)],
  ])("%j is refused with the reason", (pattern, reason) => {
    expect(compileRegex(pattern)).toEqual({ ok: false, reason });
  });

  test("with nested repetition ends on a value that would never end by backtracking", () => {
    expect(matches("(a+)+b", "a".repeat(MAX_MATCHED_CHARS))).toBe(false);
  });

  test("does not match a value beyond the limit", () => {
    expect(matches("a*", "a".repeat(MAX_MATCHED_CHARS))).toBe(true);
    expect(matches("a*", "a".repeat(MAX_MATCHED_CHARS + 1))).toBe(false);
  });
});
