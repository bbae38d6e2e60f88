import { describe, expect, test } from "@jest/globals";
import {
  compileLowLevel,
  compileRouting,
  type LowLevelDocument,
  type RuleDocument,
  type TreeNodeDocument,
} from "../../src/index.js";
import { aDocument, chosen } from "../support/a-plan.js";

const HOSTS = ["default_host", "offload-host"];

function treeOf(...rules: readonly RuleDocument[]): TreeNodeDocument | undefined {
  const compiled = compileRouting(aDocument(HOSTS, rules));
  return compiled.ok ? compiled.lowLevel.routing : undefined;
}

describe("rules become the documented tree:", () => {
  test("firstMatch, with names as they were written", () => {
    const tree = treeOf({
      name: "dont_overload_cache",
      type: "firstMatch",
      targets: [
        { onMatch: "default_host", condition: "cpu_load_ok()" },
        { onMatch: "offload-host", condition: "always()" },
      ],
    });
    expect(tree).toEqual({
      id: "dont_overload_cache",
      member_order: "sequential",
      members: [
        {
          id: "dont_overload_cache.default_host",
          host_id: "default_host",
          weight_function: "return cpu_load_ok()",
        },
        {
          id: "dont_overload_cache.offload-host",
          host_id: "offload-host",
          weight_function: "return 1",
        },
      ],
    });
  });

  test("deny and split turn the condition round", () => {
    const denied = treeOf({
      name: "d",
      type: "deny",
      condition: "f() -- x",
      onMiss: HOSTS[0] ?? "",
    });
    expect(denied?.members?.[0]?.weight_function).toBe("return truth(f() -- x\n) == 0");
    const split = treeOf({ name: "s", type: "split", condition: "f()", onMatch: "default_host" });
    expect(split?.members?.map((member) => member.weight_function)).toEqual([
      "return f()",
      "return truth(f()) == 0",
    ]);
    expect(split?.members?.[1]).toMatchObject({ id: "s.none", members: [] });
  });

  test("weighted, with and without conditions", () => {
    const targets = [
      { target: "default_host" },
      { target: "offload-host", weight: "25", condition: "f()" },
      { target: "offload-host", weight: "g() * 2" },
      { target: "offload-host", weight: "g() * 2", condition: "f()" },
    ];
    const tree = treeOf({ name: "w", type: "weighted", targets });
    expect(tree?.members?.map((member) => [member.id, member.weight_function])).toEqual([
      ["w.default_host", "return 100"],
      ["w.offload-host", "return 25 * truth(f())"],
      ["w.offload-host#2", "return g() * 2"],
      ["w.offload-host#3", "return truth(f()) ~= 0 and (g() * 2) or 0"],
    ]);
  });

  test("popularity under both names and hashing without what is disabled", () => {
    expect(treeOf({ name: "p", type: "contentPopularity", popularityThreshold: 5 })).toMatchObject({
      member_order: "content_popularity",
      content_popularity_cutoff: 5,
    });
    const hashing: RuleDocument = {
      name: "h",
      type: "consistentHashing",
      spreadFactor: 2,
      hashAlgorithm: "SDBM",
      targets: ["default_host", { target: "offload-host", enabled: false }],
    };
    expect(treeOf(hashing)).toMatchObject({
      member_order: "consistent_hashing",
      spread_factor: 2,
      hash_algorithm: "SDBM",
      members: [{ host_id: "default_host" }],
    });
  });

  test("a shared rule is repeated under new ids and counts as one", () => {
    const rules: RuleDocument[] = [
      { name: "top", type: "random", targets: ["sub", "sub"] },
      { name: "sub", type: "firstMatch", targets: ["default_host"] },
    ];
    const compiled = compileRouting(aDocument(HOSTS, rules));
    if (!compiled.ok) throw new Error("refused");
    expect(compiled.plan.nodes.map(({ id }) => id).sort()).toEqual([
      "sub",
      "sub#2",
      "sub.default_host",
      "sub.default_host#2",
      "top",
    ]);
    expect(compiled.plan.counters).toEqual(["top", "sub", "sub.default_host"]);
  });

  test("a host as entrypoint is a tree of one leaf", () => {
    const compiled = compileRouting(aDocument(HOSTS, [], "default_host"));
    expect(compiled.ok && compiled.lowLevel.routing).toEqual({
      id: "default_host",
      host_id: "default_host",
    });
  });

  test("host groups become CDNs", () => {
    const compiled = compileRouting(
      aDocument([{ name: "a", hostname: "a.example", healthCheck: "f()" }], [], "a"),
    );
    expect(compiled.ok && compiled.lowLevel).toMatchObject({
      cdns: [{ id: "edge", name: "edge", type: "host", http_port: 80, https_port: 443 }],
      hosts: [{ id: "a", cdn_id: "edge", hostname: "a.example", health_checks: ["f()"] }],
    });
  });
});

test("the own gate of a rawHost sees its own host, also beside a constant split", () => {
  const compiled = compileRouting(
    aDocument(HOSTS, [
      { name: "s", type: "split", condition: "never()", onMatch: "default_host", onMiss: "raw" },
      { name: "raw", type: "rawHost", hostId: "offload-host", weightFunction: "return f()" },
    ]),
  );
  if (!compiled.ok) throw new Error("refused");
  const again = compileLowLevel(compiled.lowLevel);
  expect(again.ok && chosen(again.plan, { values: { "f@default_host": 0 } })).toBe("offload-host");
});

describe("a low-level tree is refused with the path of", () => {
  const lowLevel = (routing: TreeNodeDocument): LowLevelDocument => ({
    routing,
    cdns: [{ id: "c", name: "edge", type: "host" }],
    hosts: [{ id: "h", cdn_id: "c", hostname: "h.example" }],
  });
  const leaf: TreeNodeDocument = { id: "leaf", host_id: "h" };

  test.each<[string, TreeNodeDocument, RegExp]>([
    ["a node that is neither", { id: "x" }, /^routing: neither host_id nor members/],
    ["a node that is both", { ...leaf, members: [] }, /^routing: both host_id and members/],
    [
      "an unknown host",
      { id: "x", members: [{ id: "y", host_id: "hh" }] },
      /^routing\.members\[0\]\.host_id: unknown host "hh", did you mean "h"/,
    ],
    [
      "an id given twice",
      { id: "x", members: [leaf, leaf] },
      /^routing\.members\[1\]\.id: "leaf" is already the id of routing\.members\[0\]/,
    ],
    ["a weight of NaN", { ...leaf, weight: NaN }, /^routing\.weight: /],
    [
      "a weight and a function",
      { ...leaf, weight: 1, weight_function: "return 1" },
      /^routing: both weight/,
    ],
    [
      "an unknown order",
      // The schema of the service lets no such thing through; a reader of files might.
      { id: "x", members: [], member_order: "best" as "random" },
      /^routing\.member_order: unknown member order "best"/,
    ],
  ])("%s", (_, routing, message) => {
    const compiled = compileLowLevel(lowLevel(routing));
    const texts = compiled.ok ? [] : compiled.problems.map((it) => `${it.path}: ${it.message}`);
    expect(texts).toEqual([expect.stringMatching(message)]);
  });

  test("depth and size, each reported once", () => {
    let deep: TreeNodeDocument = leaf;
    for (let level = 0; level < 10_000; level++) deep = { id: `n${level}`, members: [deep] };
    const tooDeep = compileLowLevel(lowLevel(deep));
    expect(tooDeep.ok ? [] : tooDeep.problems.map(({ message }) => message)).toEqual([
      "the tree goes on below level 64, the limit",
    ]);
    const members = Array.from({ length: 11 }, (_, at) => ({ id: `n${at}`, host_id: "h" }));
    const tooLarge = compileLowLevel(lowLevel({ id: "x", members }), { maxNodes: 10 });
    expect(tooLarge.ok ? [] : tooLarge.problems.map(({ message }) => message)).toEqual([
      "the tree has more nodes than the limit, 10",
    ]);
  });
});
