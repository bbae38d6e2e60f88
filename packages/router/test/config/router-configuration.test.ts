import { describe, expect, test } from "@jest/globals";
import { readRouterConfiguration } from "../../src/config/router-configuration.js";

const hosts = [
  { name: "default_host", hostname: "default.example.net" },
  { name: "offload_host", hostname: "offload.example.net" },
];
const rule = {
  name: "dont_overload_cache",
  type: "firstMatch",
  targets: [
    { onMatch: "default_host", condition: "cpu_load_ok()" },
    { onMatch: "offload_host", condition: "always()" },
  ],
};
const document = {
  entrypoint: "dont_overload_cache",
  rules: [rule],
  hostGroups: [{ name: "edge", type: "host", hosts }],
};

describe("a routing configuration", () => {
  test("as the wizard writes it becomes a plan and the documented tree", () => {
    const read = readRouterConfiguration(document);
    expect(read.plan.hosts.map(({ name }) => name)).toEqual(["default_host", "offload_host"]);
    expect(read.lowLevel.routing).toMatchObject({
      id: "dont_overload_cache",
      member_order: "sequential",
      members: [
        { host_id: "default_host", weight_function: "return cpu_load_ok()" },
        { host_id: "offload_host", weight_function: "return 1" },
      ],
    });
    expect(read.origins.map((origin) => origin.at(false, false))).toEqual([
      "http://default.example.net",
      "http://offload.example.net",
    ]);
    expect(read.file.tuning.general.timestampedSelectionInputTimeoutSeconds).toBe(15);
    expect(read.file.settings.contentPopularity.scoreBased.popularityDecayFraction).toBe(0.2);
  });

  test("that is empty routes nobody and is no error", () => {
    const read = readRouterConfiguration({});
    expect(read.plan.root).toBeUndefined();
    expect(read.warnings).not.toEqual([]);
  });

  test("keeps tuning keys it does not know", () => {
    const tuning = { general: { cpuLoadWindowSize: 10, somethingNew: 1 }, content: { x: 1 } };
    expect(() => readRouterConfiguration({ ...document, tuning })).not.toThrow();
  });

  test.each([
    ["a text for the rules", { rules: "x" }, /rules: must be a list/],
    ["an unknown key", { hostgroups: [] }, /unknown setting hostgroups; did you mean hostGroups\?/],
    [
      "an unknown rule type",
      { rules: [{ type: "firstmatch" }] },
      /rules\[0\]\.type: unknown rule type "firstmatch"; did you mean firstMatch\?/,
    ],
    ["a rule without a type", { rules: [{}] }, /rules\[0\]\.type: unknown rule type undefined/],
    [
      "a key that its rule has not",
      { rules: [{ ...rule, targts: [] }] },
      /rules\[0\]: unknown setting targts; did you mean targets\?/,
    ],
    [
      "a condition that is a number",
      { rules: [{ type: "allow", condition: 1 }] },
      /rules\[0\]: condition: must be a text/,
    ],
    [
      "an unknown target",
      { rules: [{ ...rule, targets: ["defualt_host"] }] },
      /unknown rule or host "defualt_host"/,
    ],
    ["an unknown entrypoint", { entrypoint: "x" }, /entrypoint/],
    [
      "a bad classifier",
      { classifiers: [{ name: "a", type: "ipranges", ipranges: ["300.1.1.1/8"] }] },
      /classifiers\[0\]\.ipranges\[0\]/,
    ],
    ["a bad proxy", { settings: { trustedProxies: ["nowhere"] } }, /settings\.trustedProxies\[0\]/],
    [
      "a host name that would break a redirect",
      {
        hostGroups: [
          { name: "edge", type: "host", hosts: [...hosts, { name: "x", hostname: "a/b" }] },
        ],
      },
      /hostGroups\[0\]\.hosts\[2\]\.hostname/,
    ],
  ])("with %s is refused, and the path is named", (_what, change, message) => {
    expect(() => readRouterConfiguration({ ...document, ...change })).toThrow(message);
  });

  test("is refused whatever it is, never half read", () => {
    for (const odd of [null, 1, "x", [], true]) {
      expect(() => readRouterConfiguration(odd)).toThrow(/must be a section of settings/);
    }
  });

  test("a key named __proto__ is refused and pollutes nothing", () => {
    const odd: unknown = JSON.parse(
      '{"__proto__": {"polluted": true}, "rules": [{"type": "allow", "__proto__": {"polluted": true}}]}',
    );
    expect(() => readRouterConfiguration(odd)).toThrow(/__proto__/);
    expect({}).not.toHaveProperty("polluted");
  });

  test("with a thousand faults names twenty and counts the rest", () => {
    const rules = Array.from({ length: 1_000 }, () => ({ type: "nothing" }));
    expect(() => readRouterConfiguration({ rules })).toThrow(/and at least 80 more$/);
  });
});
