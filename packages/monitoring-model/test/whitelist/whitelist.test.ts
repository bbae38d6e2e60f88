import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  ACCESS_SCOPES,
  readWhitelist,
  Whitelist,
  type WhitelistEntry,
  writeWhitelist,
} from "../../src/index.js";

const A = "urn:publicid:IDN+ch.example.net+tool+collector-a";
const B = "urn:publicid:IDN+ch.example.net+tool+collector-b";
const listed = (text: string) => readWhitelist(text).entries;
const all = (urn: string): WhitelistEntry => ({ urn, scopes: ACCESS_SCOPES });

describe("readWhitelist", () => {
  test.each([
    ["one line", `[main]\nwhitelist = ["URI:${A}", "URI:${B}"]\n`],
    ["several lines", `[main]\nwhitelist: [\n  "URI:${A}",\n  "URI:${B}"\n ]\n`],
    ["lines at the margin", `[main]\nwhitelist=[\n"URI:${A}",\n"URI:${B}"\n]\n`],
    ["the list below", `[main]\nwhitelist =\n  ["URI:${A}",\n   "URI:${B}"]`],
    ["windows line ends", `[main]\r\nwhitelist = ["URI:${A}",\r\n  "URI:${B}"]\r\n`],
    [
      "comments and other things",
      `# who\n; may\n[DEFAULT]\nwhitelist = x\n[main]\nother = 1\nWhitelist = ["URI:${A}",\n# two\n  ; three\n\n  "${B}"]\nmore = [\n[next]\nwhitelist = []\n`,
    ],
    ["a byte order mark", `\ufeff[main]\nwhitelist = ["${A}", "${B}"]`],
  ])("the original's file with %s", (_, text) => {
    expect(listed(text)).toEqual([all(A), all(B)]);
  });

  test.each([
    ["a list", `["${A}", "URI:${B}"]`],
    ["a list over lines", `[\n  "${A}",\n  "${B}"\n]`],
    ["an object", `{"whitelist": ["${A}", {"urn": "URI:${B}"}]}`],
  ])("JSON: %s", (_, text) => expect(listed(text)).toEqual([all(A), all(B)]));

  test("entries may have scopes", () => {
    const text = `[{"urn": "${A}", "scopes": ["data", "info"]}, "${B}"]`;
    expect(listed(text)).toEqual([{ urn: A, scopes: ["info", "data"] }, all(B)]);
  });

  test.each(["[]", '{"whitelist":[]}', "[main]\nwhitelist = []"])("%j admits nobody", (text) => {
    const list = readWhitelist(text);
    expect(list.entries).toEqual([]);
    expect(list.allows([A], "info")).toBe(false);
  });

  test("the same entry twice is one, but not with other scopes", () => {
    expect(listed(`["${A}", "URI:${A.replace("-", "%2d")}"]`)).toEqual([all(A)]);
    expect(() => listed(`["${A}",\n{"urn": "${A}", "scopes": ["info"]}]`)).toThrow(
      `whitelist line 2: "${A}" is listed before with other scopes`,
    );
  });

  test.each([
    ["", "is neither JSON nor has it a section [main] with whitelist"],
    ["[main]\n", "is neither JSON nor has it a section [main] with whitelist"],
    ["whitelist = []", "is neither JSON nor has it a section [main] with whitelist"],
    ["[main]\nwhitelist=[]\nwhitelist=[]", "has 2 times the option whitelist"],
    ["[main]\nwhitelist =", "line 2: expected a value"],
    [`[main]\nwhitelist = ["URI:${A}"\n  "URI:${B}"]`, "line 3: expected ',' or ']'"],
    [`[main]\n\nwhitelist = ['URI:${A}']`, "line 3: expected a value"],
    [`[main]\nwhitelist = URI:${A}`, "line 2: expected a value"],
    ['[main]\nwhitelist = "x"', "line 2: expected a list, found a string"],
    [`["${A}",\n 5]`, "line 2: expected a URN or an object, found a number"],
    [
      `["${A}",\n\n "email:x"]`,
      'line 3: "email:x" is not a URN that begins with urn:publicid:IDN+',
    ],
    ['["urn:publicid:IDN+"]', "is not a URN that begins with"],
    ['["urn:publicid:IDN+a b"]', "is not a URN that begins with"],
    ['["URI:URI:urn:publicid:IDN+a"]', "is not a URN that begins with"],
    ['{"list": []}', 'line 1: unknown key "list"'],
    ["{}", "line 1: the key whitelist is missing"],
    ['[{"urn": 1}]', "line 1: expected a URN, found a number"],
    ["[{}]", "line 1: entry has no urn"],
    [`[{"urn": "${A}", "scope": []}]`, 'line 1: unknown key "scope"'],
    [`[{"urn": "${A}",\n"scopes": []}]`, "line 2: scopes is not a list with at least one of them"],
    [`[{"urn": "${A}", "scopes": ["all"]}]`, 'scope is "all", not one of info, data, personal'],
    [`[{"urn": "${A}", "scopes": [1]}]`, "scope is a number, not one of info, data, personal"],
    ["[[[[[[]]]]]]", "line 1: nested deeper than 4 levels"],
  ])("%j is refused: %s", (text, problem) => {
    expect(() => readWhitelist(text)).toThrow(problem);
  });

  test("is bounded", () => {
    expect(() => readWhitelist(`["${A}","${B}"]`, { maxEntries: 1 })).toThrow(
      "whitelist has 2 entries, limit is 1",
    );
    expect(() => readWhitelist(`["${A}"]`, { maxTextChars: 10 })).toThrow("limit is 10");
  });

  test.each([" ", "a", "[", "=", "# ", "[a", "a b "])(
    "a megabyte of %j does not hold up the reader",
    (piece) => {
      const text = `[main]\n${piece.repeat(1_000_000 / piece.length)}`;
      expect(() => readWhitelist(text)).toThrow("whitelist is neither JSON");
    },
  );

  test("any text is a list or one clear line", () => {
    const piece = fc.constantFrom(
      ..."[main]|whitelist =|[|]|{|}|,|:|\n| |\"|#|;|'|URI:|\ufeff|scopes".split("|"),
      `"${A}"`,
      '"urn"',
      '"info"',
    );
    const text = fc.array(piece, { maxLength: 15 }).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(fc.oneof(text, fc.string({ unit: "binary" })), (any) => {
        try {
          expect(readWhitelist(any)).toBeInstanceOf(Whitelist);
        } catch (reason) {
          expect(reason).toMatchObject({ code: "invalid_argument" });
          expect(String(reason)).toMatch(/^AppError: whitelist [^\n]+$/);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe("Whitelist", () => {
  const list = readWhitelist(`["${A}", {"urn": "${B}", "scopes": ["info"]}]`);

  test("a caller may do what any of its URNs may", () => {
    expect(list.allows([A], "personal")).toBe(true);
    expect(list.allows([B], "info")).toBe(true);
    expect(list.allows([B], "data")).toBe(false);
    expect(list.allows(["urn:x", A], "data")).toBe(true);
    expect(list.allows([], "info")).toBe(false);
    expect([...list.scopesOf([B])]).toEqual(["info"]);
    expect([...list.scopesOf([B, A])]).toEqual([...ACCESS_SCOPES]);
    expect(list.scopesOf(["urn:x"]).size).toBe(0);
  });

  test("URNs are compared exactly but for their percent-encoding", () => {
    expect(list.find([A.replace("collector", "c%6Fllector")])).toBeDefined();
    for (const other of [A.toUpperCase(), `${A} `, `${A}x`, A.slice(0, -1), A.replace("+", "%2B")])
      expect(list.find([other])).toBeUndefined();
  });

  test("tells which URN let the caller in", () => {
    expect(list.find(["urn:x", B, A])).toBe(B);
  });
});

describe("writeWhitelist", () => {
  test("what is written is read back", () => {
    const name = fc.string({
      unit: fc.constantFrom("a", "b", "c", "%", "2", "0", "+", '"', "\\", "'"),
      minLength: 1,
      maxLength: 8,
    });
    const entry = fc.record({
      urn: name.map((text) => `urn:publicid:IDN+${text}`),
      scopes: fc.subarray([...ACCESS_SCOPES], { minLength: 1 }),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(entry, { selector: ({ urn }) => urn, maxLength: 5 }),
        (entries) => {
          expect(listed(writeWhitelist(entries))).toEqual(entries);
        },
      ),
      { numRuns: 500 },
    );
  });
});
