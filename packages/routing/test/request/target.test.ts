import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { readTarget } from "../../src/request/target.js";

describe("a request target", () => {
  test.each([
    ["/", "/", ""],
    ["/a/b.m3u8?x=1&y=2", "/a/b.m3u8", "x=1&y=2"],
    ["/a?", "/a", ""],
    ["/a?x?y", "/a", "x?y"],
    ["/a//b/../c/./d", "/a//b/../c/./d", ""],
    ["/%2F%2fevil.example/%5c%00", "/%2F%2fevil.example/%5c%00", ""],
    ["/@evil.example:80", "/@evil.example:80", ""],
    ["/http://evil.example/", "/http://evil.example/", ""],
    ["/a?u=http://evil.example//&v=\\", "/a", "u=http://evil.example//&v=\\"],
    ["/%zz%", "/%zz%", ""],
    ["/~!$&'()*+,;=:\"<>^`{|}[]", "/~!$&'()*+,;=:\"<>^`{|}[]", ""],
  ])("%s is kept byte for byte", (text, path, query) => {
    expect(readTarget(text)).toEqual({ ok: true, target: { path, query } });
  });

  test.each([
    ["", "must be a path starting with /"],
    ["*", "must be a path starting with /"],
    ["http://evil.example/a", "must be a path starting with /"],
    ["evil.example:443", "must be a path starting with /"],
    [" /a", "must be a path starting with /"],
    ["//evil.example/a", "starts with //, which names a host"],
    ["//", "starts with //, which names a host"],
    ["/\\evil.example", "has a backslash in its path"],
    ["/a\\b", "has a backslash in its path"],
    ["/a#b", "has a fragment"],
    ["/a?b#c", "has a fragment"],
    ["/a\r\nSet-Cookie: x", "has the character 0x0d at 2: only visible ASCII is accepted"],
    ["/a\0", "has the character 0x00 at 2: only visible ASCII is accepted"],
    ["/a b", "has the character 0x20 at 2: only visible ASCII is accepted"],
    ["/a\t", "has the character 0x09 at 2: only visible ASCII is accepted"],
    ["/a\x7f", "has the character 0x7f at 2: only visible ASCII is accepted"],
    ["/é", "has the character 0xe9 at 1: only visible ASCII is accepted"],
    ["/?\u2028", "has the character 0x2028 at 2: only visible ASCII is accepted"],
    [`/${"a".repeat(8192)}`, "has 8193 characters, limit is 8192"],
  ])("%j is refused", (text, fault) => {
    expect(readTarget(text)).toEqual({
      ok: false,
      status: 400,
      reason: `request target ${fault}`,
    });
  });

  test("is either refused with one line, or put together again gives what was sent", () => {
    const piece = fc.constantFrom(
      "/",
      "//",
      "\\",
      "?",
      "#",
      "a",
      "%2f",
      "..",
      "@",
      ":",
      "\r\n",
      " ",
      "é",
    );
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(piece).map((all) => all.join("")),
    );
    fc.assert(
      fc.property(text, (sent) => {
        const verdict = readTarget(sent);
        if (!verdict.ok) {
          expect(verdict.reason).toMatch(/^request target [!-~ ]+$/);
          return;
        }
        const { path, query } = verdict.target;
        expect([path, `${path}?`, `${path}?${query}`]).toContain(sent);
        expect(path).toMatch(/^\/(?![/\\])[^?#\\\s]*$/);
      }),
      { numRuns: 5_000 },
    );
  });
});
