import { describe, expect, test } from "@jest/globals";
import { MAX_CLASSIFIERS } from "../../src/classify/classifier-list.js";
import { Classification } from "../../src/classify/classification.js";
import { noGeo } from "../../src/classify/geo-lookup.js";
import { aClassification, aClassified } from "../support/requests.js";

const path = (name: string, pattern: string) => ({ name, type: "contentUrlPath", pattern });
const CLASSIFIERS = [path("a", "*a*"), path("b", "*b*"), path("c", "*c*")];

function groupsOf(classifiers: readonly unknown[], group: unknown, requestPath: string): boolean {
  const classification = aClassification(classifiers, [{ name: "g", classifiers: group }]);
  return classification.of(aClassified({ path: requestPath }), noGeo).has("g");
}

function problemsOf(
  classifiers: readonly unknown[],
  sessionGroups: readonly unknown[] = [],
): string[] {
  const verdict = Classification.compile({ classifiers, sessionGroups });
  return verdict.ok ? [] : verdict.problems.map((problem) => `${problem.path}: ${problem.message}`);
}

describe("a session group", () => {
  test.each([
    ["one list needs all", ["a", "b"], "/ab", true],
    ["one list fails by one", ["a", "b"], "/a", false],
    ["one of several lists is enough", [["a", "b"], ["c"]], "/c", true],
    ["one of several lists needs all of it", [["a", "b"], ["c"]], "/a", false],
    ["an empty list never matches", [], "/abc", false],
    ["an empty inner list never matches", [[]], "/abc", false],
    ["an empty inner list does not hide others", [[], ["a"]], "/a", true],
    [
      "an inline classifier in a flat list",
      ["a", { type: "contentUrlPath", pattern: "*x" }],
      "/ax",
      true,
    ],
    [
      "an inline classifier in an inner list",
      [[{ type: "contentUrlPath", pattern: "*x" }], ["b"]],
      "/x",
      true,
    ],
    ["an inline classifier that fails", [[{ type: "contentUrlPath", pattern: "*x" }]], "/a", false],
  ])("%s", (_, classifiers, requestPath, expected) => {
    expect(groupsOf(CLASSIFIERS, classifiers, requestPath)).toBe(expected);
  });

  test("without classifiers never matches", () => {
    expect(groupsOf(CLASSIFIERS, undefined, "/a")).toBe(false);
  });

  test("asks each classifier at most once, and none before a group needs it", () => {
    const asked: string[] = [];
    const header = (name: string): string => {
      asked.push(name);
      return "x";
    };
    const classifier = (name: string) => ({
      name,
      type: "requestHeader",
      header: name,
      pattern: "x",
    });
    const classification = aClassification(
      [classifier("one"), classifier("two")],
      [
        { name: "first", classifiers: ["one"] },
        { name: "both", classifiers: ["one", "two"] },
      ],
    );
    const groups = classification.of(aClassified({ header }), noGeo);
    expect(asked).toEqual([]);
    expect(groups.has("first")).toBe(true);
    expect(asked).toEqual(["one"]);
    expect([...groups.all()]).toEqual([
      ["first", true],
      ["both", true],
    ]);
    expect(asked).toEqual(["one", "two"]);
    expect(groups.has("unknown")).toBe(false);
  });

  test("called like a member of every object is a group like others", () => {
    const classification = aClassification(CLASSIFIERS, [
      { name: "__proto__", classifiers: ["a"] },
    ]);
    const groups = classification.of(aClassified({ path: "/a" }), noGeo);
    expect([groups.has("__proto__"), groups.has("constructor")]).toEqual([true, false]);
  });
});

describe("a configuration is refused", () => {
  test("with every problem and its place", () => {
    const classifiers = [
      { type: "contentUrlPath" },
      path("a", "x"),
      path("a", "y"),
      { name: "t", type: "typo" },
      { name: "proto", type: "constructor" },
      { name: "r", type: "regexMatcher", source: "cookie", pattern: "(?=x)" },
      { name: "p", type: "userAgent", patternType: "glob", pattern: 5, inverted: "yes" },
      { name: "i", type: "ipranges", ipranges: ["10.0.0.0/8", "10.0.0.0/40", 7] },
      { name: "n", type: "asnIds", asnIds: [1.5, "2"] },
      { name: "h", type: "requestHeader" },
      { name: "q", type: "random", probability: 2 },
      { name: "z", type: "random", probability: NaN },
      { name: "g", type: "geoip", cities: "Oslo", country: 1 },
      { name: "l", type: "subnet", pattern: "x".repeat(4_097) },
      "text",
    ];
    expect(problemsOf(classifiers)).toEqual([
      "classifiers[0].name: is empty",
      'classifiers[2].name: "a" is the name of two classifiers',
      expect.stringMatching(
        /^classifiers\[3\].type: unknown classifier type "typo", known are anonymousIp, .*userAgent$/,
      ),
      expect.stringMatching(/^classifiers\[4\].type: unknown classifier type "constructor"/),
      expect.stringMatching(
        /^classifiers\[5\].source: unknown source "cookie", known are content_url_path, /,
      ),
      "classifiers[5].pattern: look-ahead and look-behind are not in re2, the syntax of the linear-time engine used here",
      "classifiers[6].inverted: is not true or false",
      'classifiers[6].patternType: "glob" is neither stringMatch nor regex',
      "classifiers[6].pattern: is not a text",
      'classifiers[7].ipranges[1]: "10.0.0.0/40": prefix length is 0 to 32',
      "classifiers[7].ipranges[2]: not a text",
      "classifiers[8].asnIds[0]: is not a number from 0 to 4294967295",
      "classifiers[8].asnIds[1]: is not a number from 0 to 4294967295",
      "classifiers[9].header: is empty",
      "classifiers[10].probability: 2 is not from 0 to 1",
      "classifiers[11].probability: NaN is not from 0 to 1",
      "classifiers[12].country: is not a text",
      "classifiers[12].cities: is not a list",
      "classifiers[13].pattern: has 4097 characters, limit is 4096",
      "classifiers[14]: is not a classifier",
    ]);
  });

  test("for its session groups too", () => {
    const groups = [
      { name: "one", classifiers: ["a", "x"] },
      { name: "one", classifiers: [] },
      { classifiers: [["a"], "b"] },
      {
        name: "deep",
        classifiers: [
          ["a", "y"],
          [{ type: "typo" }, 7],
        ],
      },
      { name: "id", id: 1, classifiers: [] },
      { name: "id2", id: 1, classifiers: [] },
      7,
    ];
    expect(problemsOf(CLASSIFIERS, groups)).toEqual([
      'sessionGroups[0].classifiers[1]: unknown classifier "x", did you mean "a"',
      'sessionGroups[1].name: "one" is the name of two session groups',
      "sessionGroups[2].name: is empty",
      "sessionGroups[2].classifiers: mixes lists and single classifiers",
      'sessionGroups[3].classifiers[0][1]: unknown classifier "y", did you mean "a"',
      expect.stringMatching(
        /^sessionGroups\[3\].classifiers\[1\]\[0\].type: unknown classifier type "typo"/,
      ),
      "sessionGroups[3].classifiers[1][1]: is not a classifier",
      "sessionGroups[5].id: 1 is the id of two session groups",
      "sessionGroups[6]: is not a session group",
    ]);
  });

  test("naming, once, the nearest of the names it knows", () => {
    const classifiers = [
      { name: "mobiles", type: "userAgent", pattern: "*phone*" },
      { name: "swedes", type: "geoIp" },
      { name: "path", type: "stringMatcher", source: "content_url_paths" },
    ];
    const groups = [{ name: "g", classifiers: ["mobile"] }];
    expect(problemsOf(classifiers, groups)).toEqual([
      expect.stringMatching(/unknown classifier type "geoIp", did you mean "geoip", known are /),
      expect.stringMatching(
        /unknown source "content_url_paths", did you mean "content_url_path", known are /,
      ),
      'sessionGroups[0].classifiers[0]: unknown classifier "mobile", did you mean "mobiles"',
    ]);
  });

  test("with a bounded number of near names", () => {
    const classifiers = Array.from({ length: 100 }, (_, at) => ({ name: `c${at}`, type: "geoIp" }));
    const hinted = problemsOf(classifiers).filter((problem) => problem.includes("did you"));
    expect(hinted).toHaveLength(20);
  });

  test("with more classifiers than the limit", () => {
    const many = Array.from({ length: MAX_CLASSIFIERS + 1 }, (_, at) => path(`c${at}`, "x"));
    expect(problemsOf(many)).toEqual([
      `classifiers[${MAX_CLASSIFIERS}]: is one classifier too many, limit is ${MAX_CLASSIFIERS}`,
    ]);
  });

  test("a faulty classifier does not make the groups that name it faulty", () => {
    expect(
      problemsOf([{ name: "a", type: "typo" }], [{ name: "g", classifiers: ["a"] }]),
    ).toHaveLength(1);
  });
});
