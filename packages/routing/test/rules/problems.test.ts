import { describe, expect, test } from "@jest/globals";
import { compileRouting, type RoutingDocument, type RuleDocument } from "../../src/index.js";
import { aDocument } from "../support/a-plan.js";

const HOSTS = ["default_host", "offload_host"];

function problemsOf(document: RoutingDocument, maxNodes?: number): string[] {
  const compiled = compileRouting(document, maxNodes === undefined ? {} : { maxNodes });
  if (compiled.ok) return [];
  return compiled.problems.map(({ path, message }) => `${path}: ${message}`);
}

function problemsOfRules(...rules: readonly RuleDocument[]): string[] {
  return problemsOf(aDocument(HOSTS, rules));
}

const first = (name: string, ...targets: readonly string[]): RuleDocument => ({
  name,
  type: "firstMatch",
  targets: targets.map((onMatch) => ({ onMatch })),
});

describe("a configuration is refused with the path of", () => {
  test("a target that does not exist, and the nearest name", () => {
    expect(problemsOfRules(first("a", "default-hots"))).toEqual([
      'rules[0].targets[0].onMatch: unknown rule or host "default-hots", did you mean "default_host"',
    ]);
  });

  test("a target in short spelling", () => {
    const random: RuleDocument = { name: "a", type: "random", targets: ["b", { target: "c" }] };
    expect(problemsOfRules(random)).toEqual([
      'rules[0].targets[0]: unknown rule or host "b", did you mean "a"',
      'rules[0].targets[1].target: unknown rule or host "c", did you mean "a"',
    ]);
  });

  test("a rawHost that names a rule", () => {
    const raw: RuleDocument = { name: "raw", type: "rawHost", hostId: "outer" };
    expect(problemsOfRules(first("outer", "raw"), raw)).toEqual([
      'rules[1].hostId: unknown host "outer"',
    ]);
  });

  test("a name given twice, by rules, by hosts or by one of each", () => {
    const document = aDocument(
      ["x", "x", "y"],
      [first("a", "x"), first("a", "x"), first("y", "x")],
    );
    expect(problemsOf(document)).toEqual([
      'hostGroups[0].hosts[1].name: "x" is already the name of hostGroups[0].hosts[0]',
      'rules[1].name: "a" is already the name of rules[0]',
      'rules[2].name: "y" is already the name of hostGroups[0].hosts[2]',
    ]);
  });

  test("an entrypoint that does not exist", () => {
    expect(problemsOf(aDocument(HOSTS, [first("alpha", "default_host")], "alpa"))).toEqual([
      'entrypoint: unknown rule or host "alpa", did you mean "alpha"',
    ]);
  });

  test("a cycle, which is named, also among rules nobody reaches", () => {
    const rules = [first("top", "default_host"), first("a", "b"), first("b", "c"), first("c", "a")];
    expect(problemsOfRules(...rules)).toEqual([
      "rules[3].targets[0].onMatch: cycle of 3 rules: a > b > c > a",
    ]);
    expect(problemsOfRules(first("self", "self"))).toEqual([
      "rules[0].targets[0].onMatch: cycle of 1 rules: self > self",
    ]);
  });

  test("a tree of more than 64 levels, and 64 are fine", () => {
    const chain = (rules: number): RuleDocument[] =>
      Array.from({ length: rules }, (_, at) =>
        first(`r${at}`, at === rules - 1 ? "default_host" : `r${at + 1}`),
      );
    expect(problemsOfRules(...chain(63))).toEqual([]);
    expect(problemsOfRules(...chain(64))).toEqual([
      "entrypoint: the tree is 65 levels deep, the limit is 64",
    ]);
    expect(problemsOfRules(...chain(20_000))[0]).toMatch(/20001 levels deep/);
  });

  test("a tree that grows beyond the limit where shared rules are repeated", () => {
    const rules = Array.from({ length: 40 }, (_, at) => {
      const next = at === 39 ? "default_host" : `r${at + 1}`;
      return first(`r${at}`, next, next);
    });
    expect(problemsOfRules(...rules)).toEqual([
      "entrypoint: the tree has 2199023255551 nodes once shared rules are repeated, the limit is 100000",
    ]);
    expect(problemsOf(aDocument(HOSTS, rules.slice(36), "r36"), 31)).toEqual([]);
    expect(problemsOf(aDocument(HOSTS, rules.slice(36), "r36"), 30)).toHaveLength(1);
  });

  test.each([
    ["a negative weight", -1],
    ["a negative weight as text", "-0.5"],
    ["NaN", NaN],
    ["an infinite weight", Infinity],
    ["an infinite weight as text", "1e999"],
  ])("%s", (_, weight) => {
    const targets = [{ target: "default_host", weight }];
    expect(problemsOfRules({ name: "w", type: "weighted", targets })).toEqual([
      `rules[0].targets[0].weight: the weight must be a finite number from 0 up, not ${Number(weight)}`,
    ]);
  });

  test.each([0, 65, 1.5, NaN])("a spread factor of %p", (spreadFactor) => {
    const rule: RuleDocument = { name: "h", type: "consistentHashing", spreadFactor };
    expect(problemsOfRules(rule)).toEqual([
      `rules[0].spreadFactor: the spread factor must be a whole number from 1 to 64, not ${spreadFactor}`,
    ]);
  });

  test("more than 64 targets of one consistent hashing rule", () => {
    const hosts = Array.from({ length: 65 }, (_, at) => `h${at}`);
    const rule: RuleDocument = { name: "r", type: "consistentHashing", targets: hosts };
    expect(problemsOf(aDocument(hosts, [rule]))).toEqual([
      "rules[0].targets: 65 targets, consistent hashing takes at most 64",
    ]);
  });

  test("a raw popularity group that has not two members", () => {
    const members = ["default_host"];
    const memberOrder = "content_popularity";
    expect(problemsOfRules({ name: "r", type: "rawGroup", memberOrder, members })[0]).toMatch(
      /^rules\[0\]\.members: 1 members, content_popularity takes two/,
    );
  });

  test("a cutoff that is no number", () => {
    const rule = { name: "p", type: "contentPopularity", popularityThreshold: NaN } as const;
    expect(problemsOfRules(rule)[0]).toMatch(/^rules\[0\]\.popularityThreshold: /);
  });

  test("hosts that no redirect could lead to", () => {
    const hosts = [
      { name: "a", hostname: "" },
      { name: "b", hostname: "x/y\r\nz" },
    ];
    expect(problemsOf(aDocument(hosts, [first("r", "a")]))).toEqual([
      "hostGroups[0].hosts[0].hostname: a host needs one",
      'hostGroups[0].hosts[1].hostname: not a host name: "x/y\\r\\nz"',
    ]);
  });

  test("everything that is wrong at once", () => {
    const hashing: RuleDocument = { name: "", type: "consistentHashing", spreadFactor: 99 };
    expect(problemsOfRules(first("a", "nowhere", "a"), hashing)).toHaveLength(4);
  });
});

describe("a configuration is accepted", () => {
  test("without an entrypoint, with a warning", () => {
    const compiled = compileRouting(aDocument(HOSTS, [first("a", "default_host")], ""));
    expect(compiled.ok && compiled.plan.root).toBeUndefined();
    expect(compiled.warnings).toEqual([
      { path: "entrypoint", message: "it is empty: no request gets a host" },
    ]);
  });

  test("with rules in any order and empty targets", () => {
    expect(problemsOfRules(first("a", "b", ""), first("b", "default_host"))).toEqual([]);
  });

  test("with integers written as floats", () => {
    const text = '{"name": "h", "type": "consistentHashing", "spreadFactor": 2.0}';
    expect(problemsOfRules(JSON.parse(text) as RuleDocument)).toEqual([]); // a literal of ours
  });

  test("with weights that are all 0, with a warning", () => {
    const targets = [{ target: "default_host", weight: 0 }];
    const compiled = compileRouting(aDocument(HOSTS, [{ name: "w", type: "weighted", targets }]));
    expect(compiled.ok).toBe(true);
    expect(compiled.warnings[0]?.path).toBe("rules[0].targets");
  });
});

test("10,000 broken targets are reported in bounded time and number", () => {
  const targets = Array.from({ length: 10_000 }, (_, at) => `missing${at}`);
  const hosts = Array.from({ length: 2_000 }, (_, at) => `host${at}`);
  expect(problemsOf(aDocument(hosts, [first("r", ...targets)]))).toHaveLength(1_000);
});
