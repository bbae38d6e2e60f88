import { describe, expect, test } from "@jest/globals";
import type { RuleDocument } from "../../src/index.js";
import { aPlan, chosen, NOBODY } from "../support/a-plan.js";

/** The cases of reference cdn-router 3.8. What `cpu_load_ok` makes of the metrics is stated by its result. */
describe("worked outcomes", () => {
  const firstMatch: RuleDocument = {
    name: "dont_overload_cache",
    type: "firstMatch",
    targets: [
      { onMatch: "default", condition: "cpu_load_ok()" },
      { onMatch: "offload", condition: "always()" },
    ],
  };
  const plan = aPlan(["default", { name: "offload", healthChecks: ["fit()"] }], [firstMatch]);

  test("firstMatch with cpu_load5 1.0 on 2 CPUs takes the default host", () => {
    expect(chosen(plan, { values: { cpu_load_ok: 1 } })).toBe("default");
  });

  test("firstMatch with cpu_load5 1.8 on 2 CPUs takes the offload host", () => {
    expect(chosen(plan, { values: { cpu_load_ok: 0 } })).toBe("offload");
  });

  test("firstMatch with expired metrics takes the offload host", () => {
    expect(chosen(plan, { values: { "cpu_load_ok@default": 0 } })).toBe("offload");
  });

  test("firstMatch with an overloaded default host and an unhealthy offload host takes nobody", () => {
    expect(chosen(plan, { values: { cpu_load_ok: 0, fit: 0 } })).toBe(NOBODY);
  });

  test("weighted 100/300 with the second host unhealthy always takes the first", () => {
    const targets = [
      { target: "a", weight: 100 },
      { target: "b", weight: 300 },
    ];
    const weighted = aPlan(
      ["a", { name: "b", healthCheck: "fit()" }],
      [{ name: "w", type: "weighted", targets }],
    );
    for (let seed = 0; seed < 1; seed += 0.01) {
      expect(chosen(weighted, { seed, values: { fit: 0 } })).toBe("a");
    }
  });

  test("allow false at the root takes nobody", () => {
    const rule: RuleDocument = { name: "a", type: "allow", condition: "f()", onMatch: "x" };
    expect(chosen(aPlan(["x"], [rule]), { values: { f: 0 } })).toBe(NOBODY);
  });

  test.each([
    [false, NOBODY],
    [true, "b"],
  ])("split true with onMatch unhealthy and fallback %p takes %s", (fallback, expected) => {
    const sides = { condition: "f()", onMatch: "a", onMiss: "b", fallback };
    const split = aPlan(
      [{ name: "a", health_checks: ["fit()"] }, "b"],
      [{ name: "s", type: "split", ...sides }],
    );
    expect(chosen(split, { values: { fit: 0 } })).toBe(expected);
  });

  test("a nested firstMatch without a healthy host leads to the second target", () => {
    const rules: RuleDocument[] = [
      { name: "outer", type: "firstMatch", targets: ["inner", "b"] },
      { name: "inner", type: "firstMatch", targets: ["a"] },
    ];
    const nested = aPlan([{ name: "a", health_check: "fit()" }, "b"], rules);
    expect(chosen(nested, { values: { fit: 0 } })).toBe("b");
  });
});

describe("also", () => {
  test("a split without a host on the side of a miss does not cross over either", () => {
    const rule: RuleDocument = { name: "s", type: "split", condition: "f()", onMatch: "a" };
    expect(chosen(aPlan(["a"], [rule]), { values: { f: 0 } })).toBe(NOBODY);
  });

  test("a deny whose condition holds takes nobody, otherwise its target", () => {
    const plan = aPlan(["a"], [{ name: "d", type: "deny", condition: "f()", onMiss: "a" }]);
    expect(chosen(plan, { values: { f: 1 } })).toBe(NOBODY);
    expect(chosen(plan, { values: { f: 0 } })).toBe("a");
  });

  test("popular contents fall back to where the others go, but not the other way round", () => {
    const rule: RuleDocument = {
      name: "p",
      type: "contentPopularity",
      onPopular: "a",
      onUnpopular: "b",
    };
    const plan = aPlan(
      [
        { name: "a", healthChecks: ["a()"] },
        { name: "b", healthChecks: ["b()"] },
      ],
      [rule],
    );
    const popularity = {
      isWithin: (key: string, cutoff: number) => key === "/hot" && cutoff === 10,
    };
    const at = (contentKey: string, values = {}): string =>
      chosen(plan, { contentKey, values, popularity });
    expect([at("/hot"), at("/cold")]).toEqual(["a", "b"]);
    expect(at("/hot", { a: 0 })).toBe("b");
    expect(at("/cold", { b: 0 })).toBe(NOBODY);
  });

  test("the entrypoint may be a host", () => {
    expect(chosen(aPlan(["a"], [], "a"))).toBe("a");
  });

  test("no entrypoint takes nobody and says so", () => {
    expect(chosen(aPlan(["a"], []))).toBe("no entrypoint is configured");
  });

  test("a host that was tried is passed over", () => {
    const plan = aPlan(["a", "b"], [{ name: "f", type: "firstMatch", targets: ["a", "b"] }]);
    expect(chosen(plan, { tried: new Set([0]) })).toBe("b");
    expect(chosen(plan, { tried: new Set([0, 1]) })).toBe(NOBODY);
  });
});
