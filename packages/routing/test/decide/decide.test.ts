import { describe, expect, test } from "@jest/globals";
import { decide, PENDING, seededDraws, type RuleDocument } from "../../src/index.js";
import { aPlan, chosen, decideWith, evaluating, NOBODY } from "../support/a-plan.js";

describe("health", () => {
  const rules: RuleDocument[] = [
    { name: "top", type: "firstMatch", targets: ["again", "again", "b"] },
    { name: "again", type: "firstMatch", targets: ["a"] },
  ];
  const plan = aPlan([{ name: "a", healthChecks: ["fit()", "well()"] }, "b"], rules);

  test("is asked once for each host and request", () => {
    const asked: number[] = [];
    const health = (host: number): number => {
      asked.push(host);
      return host === 0 ? 0 : 1;
    };
    expect(chosen(plan, { health })).toBe("b");
    expect(asked).toEqual([0, 1]);
  });

  test("takes every check", () => {
    expect(chosen(plan)).toBe("a");
    expect(chosen(plan, { values: { well: 0 } })).toBe("b");
  });

  test("is the injected function's word where it has one", () => {
    expect(chosen(plan, { values: { fit: 0 }, health: () => 1 })).toBe("a");
    expect(chosen(plan, { values: { fit: 0 }, health: () => undefined })).toBe("b");
  });

  test("is not asked for a host behind a closed gate", () => {
    const gated = aPlan(
      [{ name: "a", healthChecks: ["fit()"] }],
      [{ name: "x", type: "allow", condition: "f()", onMatch: "a" }],
    );
    const health = (): number => {
      throw new Error("asked");
    };
    expect(chosen(gated, { values: { f: 0 }, health })).toBe(NOBODY);
  });

  test("never() as a check keeps a host out for good", () => {
    const plan = aPlan([{ name: "a", healthChecks: "never()" }], [], "a");
    expect(plan.gates).toEqual([]);
    expect(chosen(plan)).toBe(NOBODY);
  });
});

describe("gates", () => {
  test("are shared by equal bodies and left out where a weight is constant", () => {
    const targets = ["a()", "b()", " a() ", "always()", "true", "never()", "0.5"].map(
      (condition) => ({ onMatch: "h", condition }),
    );
    const plan = aPlan(["h"], [{ name: "f", type: "firstMatch", targets }]);
    expect(plan.gates).toEqual([
      { index: 0, lua: "return a()", text: "a()" },
      { index: 1, lua: "return b()", text: "b()" },
    ]);
  });

  test("see the host they open, and a split's other half sees the first side's", () => {
    const seen: number[] = [];
    const plan = aPlan(
      ["a", "b"],
      [{ name: "s", type: "split", condition: "f()", onMatch: "b", onMiss: "a" }],
    );
    decide(
      plan,
      { contentKey: "/" },
      {
        evaluate: (_, host) => (seen.push(host), 0),
        random: seededDraws(0),
        popularity: { isWithin: () => false },
      },
    );
    expect(new Set(seen)).toEqual(new Set([1]));
  });

  test("a rawHost passes the gate it is reached by and its own", () => {
    const rules: RuleDocument[] = [
      { name: "x", type: "allow", condition: "f()", onMatch: "raw" },
      { name: "raw", type: "rawHost", hostId: "a", weightFunction: "local w = g() return w" },
    ];
    const plan = aPlan(["a"], rules);
    const evaluate = (f: number, g: number) => (gate: number) =>
      plan.gates[gate]?.text === "f()" ? f : g;
    expect(chosen(plan, { evaluate: evaluate(1, 1) })).toBe("a");
    expect(chosen(plan, { evaluate: evaluate(0, 1) })).toBe(NOBODY);
    expect(chosen(plan, { evaluate: evaluate(1, 0) })).toBe(NOBODY);
  });
});

test("a rawHost that is constantly closed is closed to the fallback of a split too", () => {
  const rules: RuleDocument[] = [
    { name: "s", type: "split", condition: "f()", onMatch: "", onMiss: "raw", fallback: true },
    { name: "raw", type: "rawHost", hostId: "a", weightFunction: "return 0" },
  ];
  expect(chosen(aPlan(["a"], rules))).toBe(NOBODY);
});

describe("a decision that needs the worker", () => {
  const plan = aPlan(
    [{ name: "a", healthChecks: ["fit()"] }, "b", "c"],
    [
      {
        name: "f",
        type: "firstMatch",
        targets: [
          { onMatch: "a", condition: "f()" },
          { onMatch: "b", condition: "g()" },
          { onMatch: "c", condition: "f()" },
        ],
      },
    ],
  );

  test("asks for all of the group at once, no call twice", () => {
    const decision = decideWith(plan, { evaluate: () => PENDING });
    const calls = decision.kind === "pending" ? decision.calls : [];
    const texts = calls.map(({ gate, host }) => `${plan.gates[gate]?.text ?? ""}@${host}`);
    expect(texts).toEqual(["f()@0", "fit()@0", "g()@1", "f()@2"]);
  });

  test("asks only for what is not known", () => {
    const known = evaluating(plan, { f: 0 });
    const evaluate = (gate: number, host: number): number =>
      plan.gates[gate]?.text === "g()" ? PENDING : known(gate, host);
    expect(decideWith(plan, { evaluate })).toMatchObject({ calls: [{ host: 1 }] });
  });

  test("does not ask for what comes before it matters", () => {
    const known = evaluating(plan, {});
    const evaluate = (gate: number, host: number): number =>
      plan.gates[gate]?.text === "g()" ? PENDING : known(gate, host);
    expect(chosen(plan, { evaluate })).toBe("a");
  });
});

test("the path leads from the root to the host", () => {
  const rules: RuleDocument[] = [
    { name: "top", type: "allow", onMatch: "sub" },
    { name: "sub", type: "random", targets: ["a"] },
  ];
  const decision = decideWith(aPlan(["a"], rules));
  expect(decision.kind === "host" && decision.path.map(({ id }) => id)).toEqual([
    "top",
    "sub",
    "sub.a",
  ]);
});
