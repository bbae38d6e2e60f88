import { describe, expect, test } from "@jest/globals";
import { decide, seededDraws, type EvaluateGate, type Plan } from "../../src/index.js";
import { WeightTree } from "../../src/decide/weight-tree.js";
import { aliasTable } from "../../src/tree/alias-table.js";
import { aPlan, chosen, evaluating, NOBODY } from "../support/a-plan.js";
import { chiSquared, randomSource } from "../support/random-source.js";

const DRAWS = 20_000;
/** One in ten thousand, by degrees of freedom. */
const TOO_FAR: Readonly<Record<number, number>> = { 1: 15.1, 2: 18.4, 3: 21.1, 4: 23.5 };

function counted(plan: Plan, values: Readonly<Record<string, number>> = {}): Map<string, number> {
  const random = randomSource(1);
  const counts = new Map<string, number>();
  const evaluate = evaluating(plan, values);
  for (let draw = 0; draw < DRAWS; draw++) {
    const name = chosen(plan, { seed: random(), evaluate });
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/** Whether hosts come in proportion to their weights; nobody else may come. */
function expectShares(counts: Map<string, number>, shares: Readonly<Record<string, number>>): void {
  const names = Object.keys(shares);
  expect(new Set(counts.keys())).toEqual(new Set(names));
  const sum = Object.values(shares).reduce((a, b) => a + b, 0);
  const distance = chiSquared(
    names.map((name) => counts.get(name) ?? 0),
    names.map((name) => ((shares[name] ?? 0) / sum) * DRAWS),
  );
  expect(distance).toBeLessThan(TOO_FAR[names.length - 1] ?? 0);
}

const HOSTS = ["a", "b", "c", "d"].map((name) => ({ name, healthChecks: [`fit()`] }));
const weightedOf = (weights: readonly (number | string)[], condition = "open()"): Plan =>
  aPlan(HOSTS, [
    {
      name: "w",
      type: "weighted",
      targets: weights.map((weight, at) => ({ target: HOSTS[at]?.name ?? "", weight, condition })),
    },
  ]);

describe("a weighted group draws in proportion to weights", () => {
  test("when all are in play", () => {
    expectShares(counted(weightedOf([100, 300, 50, 0])), { a: 100, b: 300, c: 50 });
  });

  test("among the rest when a gate is closed and a host unhealthy", () => {
    const values = { "open@b": 0, "fit@d": 0 };
    expectShares(counted(weightedOf([100, 300, 50, 1000]), values), { a: 100, c: 50 });
  });

  test("when what is left is so unlikely that all members are asked", () => {
    const plan = weightedOf([1, 2, 1e6, 1e6]);
    expectShares(counted(plan, { "open@c": 0, "fit@d": 0 }), { a: 1, b: 2 });
  });

  test("when weights come from Lua", () => {
    const plan = weightedOf(["w()", "w()", "w()", 10]);
    const values = { "w@a": 30, "w@b": 60, "w@c": 0.5, "open@c": 0 };
    expectShares(counted(plan, values), { a: 30, b: 60, d: 10 });
  });

  test("whatever number a condition yields", () => {
    expectShares(counted(weightedOf([100, 300]), { "open@a": 7 }), { a: 100, b: 300 });
  });

  test("of any size", () => {
    expectShares(counted(weightedOf([1e308, 1e308, 1e-308])), { a: 1, b: 1 });
    expectShares(counted(weightedOf([3e-320, 1e-320])), { a: 3, b: 1 });
  });
});

test("a random group draws evenly, also among the rest", () => {
  const targets = HOSTS.map(({ name }) => name);
  const plan = aPlan(HOSTS, [{ name: "r", type: "random", targets }]);
  expectShares(counted(plan), { a: 1, b: 1, c: 1, d: 1 });
  expectShares(counted(plan, { "fit@a": 0 }), { b: 1, c: 1, d: 1 });
});

test("a group whose weights are all 0 or whose hosts are all unhealthy fails", () => {
  expect(chosen(weightedOf([0, 0]))).toBe(NOBODY);
  expect(chosen(weightedOf(["w()", "w()"]), { values: { w: 0 } })).toBe(NOBODY);
  expect(chosen(weightedOf([1, 1]), { values: { fit: 0 } })).toBe(NOBODY);
  expect(chosen(aPlan([], [{ name: "r", type: "random" }]))).toBe(NOBODY);
});

test("a decision asks as few gates of 10,000 members as of 100", () => {
  const asked = (members: number): number => {
    const names = Array.from({ length: members }, (_, at) => `h${at}`);
    const plan = aPlan(names, [
      {
        name: "w",
        type: "weighted",
        targets: names.map((target, at) => ({ target, weight: 1 + (at % 7), condition: "f()" })),
      },
    ]);
    let calls = 0;
    const evaluate: EvaluateGate = (_, host) => {
      calls++;
      return host % 2;
    };
    const random = randomSource(5);
    for (let draw = 0; draw < 1_000; draw++) {
      const popularity = { isWithin: () => false };
      decide(plan, { contentKey: "/" }, { evaluate, random: seededDraws(random()), popularity });
    }
    return calls;
  };
  expect(asked(10_000)).toBeLessThan(1.2 * asked(100));
});

describe("the parts of drawing", () => {
  test("an alias table has the shares of its weights exactly", () => {
    const weights = [5, 0, 1, 3, 0.5, 0];
    const table = aliasTable(weights);
    const steps = 100_000;
    const counts = weights.map(() => 0);
    for (let step = 0; step < steps; step++) {
      const position = table?.pick((step + 0.5) / steps) ?? -1;
      counts[position] = (counts[position] ?? 0) + 1;
    }
    const sum = weights.reduce((a, b) => a + b, 0);
    counts.forEach((count, at) => {
      expect(Math.abs(count / steps - (weights[at] ?? 0) / sum)).toBeLessThan(1e-3);
    });
    expect(table?.pick(1 - 2 ** -53)).toBeLessThan(weights.length);
  });

  test("a weight tree never draws what has no weight or was removed", () => {
    const tree = new WeightTree([0, 0.1, 0, 0.2, 0.3]);
    const left = new Set([1, 3, 4]);
    for (const random of [0.999999999, 0, 0.5]) {
      const position = tree.draw(random);
      expect(left.delete(position)).toBe(true);
      tree.remove(position);
    }
    expect(tree.draw(0.5)).toBe(-1);
    expect(new WeightTree([]).draw(0)).toBe(-1);
  });

  test("seeded draws repeat, differ by draw and by seed, and are spread evenly", () => {
    const draws = seededDraws(0.3);
    expect(draws(5)).toBe(seededDraws(0.3)(5));
    expect(draws(5)).not.toBe(draws(6));
    expect(seededDraws(0.3)(0)).not.toBe(seededDraws(0.3 + 1e-9)(0));
    const bins = Array.from({ length: 100 }, () => 0);
    for (let count = 0; count < 100_000; count++) {
      const bin = Math.floor(seededDraws(count / 100_000)(count % 3) * 100);
      bins[bin] = (bins[bin] ?? 0) + 1;
    }
    expect(
      chiSquared(
        bins,
        bins.map(() => 1_000),
      ),
    ).toBeLessThan(170);
  });
});
