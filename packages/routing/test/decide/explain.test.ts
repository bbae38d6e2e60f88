import { expect, test } from "@jest/globals";
import { explainDecision, PENDING, seededDraws, type Plan } from "../../src/index.js";
import { aPlan, evaluating } from "../support/a-plan.js";

const plan = aPlan(
  [{ name: "a", healthChecks: ["fit()"] }, { name: "b", healthChecks: ["fit()"] }, "c", "d"],
  [
    {
      name: "top",
      type: "firstMatch",
      targets: [{ onMatch: "c", condition: "f()" }, "a", "b", "d"],
    },
  ],
);

function explained(
  plan: Plan,
  values: Readonly<Record<string, number>>,
  health?: (host: number) => number | undefined,
): ReturnType<typeof explainDecision> {
  return explainDecision(
    plan,
    { contentKey: "/" },
    {
      evaluate: evaluating(plan, values),
      random: seededDraws(0.1),
      popularity: { isWithin: () => false },
      ...(health ? { health } : {}),
    },
  );
}

test("an explanation names every node looked at, gates, health, the choice and what comes next", () => {
  const { decision, steps, hosts, next } = explained(plan, { f: 0, "fit@a": 0 });
  expect(decision).toMatchObject({ kind: "host", host: { name: "b" } });
  expect(next?.name).toBe("d");
  expect(steps.map(({ node, weight, outcome, reason }) => [node, weight, outcome, reason])).toEqual(
    [
      ["top", 1, "chosen", undefined],
      ["top.c", 0, "closed", undefined],
      ["top.a", 1, "failed", "unhealthy"],
      ["top.b", 1, "chosen", undefined],
    ],
  );
  expect(steps[1]?.gate).toMatchObject({ text: "f()", lua: "return f()" });
  expect(hosts).toEqual([
    { host: "a", isHealthy: false, reason: "failing: fit()" },
    { host: "b", isHealthy: true, reason: "healthy" },
  ]);
});

test("an explanation says when health was decided against the checks", () => {
  const kept = explained(plan, { f: 0, fit: 0 }, () => 1);
  expect(kept.hosts[0]?.reason).toBe("kept although failing: fit()");
  const held = explained(plan, { f: 0 }, (host) => (host === 0 ? 0 : undefined));
  expect(held.hosts[0]?.reason).toBe("held back although its checks pass");
});

test("an explanation is pending as long as the choice or the next one is", () => {
  const known = evaluating(plan, {});
  const options = { random: seededDraws(0.1), popularity: { isWithin: () => false } };
  const { decision } = explainDecision(
    plan,
    { contentKey: "/" },
    {
      ...options,
      evaluate: (gate, host) => (host === 0 ? PENDING : known(gate, host)),
    },
  );
  expect(decision).toMatchObject({ kind: "pending", calls: [{ host: 0 }] });
});

test("an explanation of a large tree is cut and says so", () => {
  const names = Array.from({ length: 1_500 }, (_, at) => `h${at}`);
  const targets = names.map((onMatch) => ({ onMatch, condition: "f()" }));
  const large = aPlan(names, [{ name: "f", type: "firstMatch", targets }]);
  const { steps, isTruncated } = explained(large, { f: 0 });
  expect([steps.length, isTruncated]).toEqual([1_000, true]);
});
