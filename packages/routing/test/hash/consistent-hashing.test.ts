import { describe, expect, test } from "@jest/globals";
import { ContentRanking } from "../../src/hash/content-ranking.js";
import { TargetRanker } from "../../src/hash/rendezvous.js";
import { hashAlgorithms, type HashAlgorithm, type Plan } from "../../src/index.js";
import { aPlan, chosen } from "../support/a-plan.js";
import { chiSquared, randomSource } from "../support/random-source.js";

const CONTENTS = 4_000;
const names = Array.from({ length: 10 }, (_, at) => `cache-${at}`);

function firsts(hosts: readonly string[], algorithm: HashAlgorithm): string[] {
  const ranker = new TargetRanker(hosts, algorithm);
  return Array.from({ length: CONTENTS }, (_, at) => {
    const [first = 0] = ranker.rank(`/vod/movie-${at}/index.m3u8`);
    return hosts[first] ?? "";
  });
}

describe.each(hashAlgorithms)("%s", (algorithm) => {
  test("spreads contents evenly", () => {
    const counts = new Map<string, number>();
    for (const name of firsts(names, algorithm)) counts.set(name, (counts.get(name) ?? 0) + 1);
    const most = Math.max(...counts.values());
    expect(most / (CONTENTS / names.length)).toBeLessThan(1.15);
  });

  test("moves only the contents of a host that goes, within 2 % of the ideal", () => {
    const before = firsts(names, algorithm);
    const after = firsts(names.slice(0, -1), algorithm);
    const moved = before.filter((name, at) => name !== after[at]);
    expect(new Set(moved)).toEqual(new Set(["cache-9"]));
    expect(Math.abs(moved.length / CONTENTS - 1 / names.length)).toBeLessThan(0.02);
  });

  test("does not depend on the order targets are listed in", () => {
    const reversed = [...names].reverse();
    expect(firsts(reversed, algorithm)).toEqual(firsts(names, algorithm));
  });
});

function hashingPlan(spreadFactor: number, targets: readonly string[] = names): Plan {
  const hosts = targets.map((name) => ({ name, healthChecks: ["fit()"] }));
  return aPlan(hosts, [{ name: "h", type: "consistentHashing", spreadFactor, targets }]);
}

describe("a consistent hashing group", () => {
  const ranked = Array.from(new TargetRanker(names, "MD5").rank("/a"), (at) => names[at] ?? "");

  test("takes the first of the ranking, and the next while that is unhealthy", () => {
    const [best = "", second] = ranked;
    expect(chosen(hashingPlan(1))).toBe(best);
    expect(chosen(hashingPlan(1), { values: { [`fit@${best}`]: 0 } })).toBe(second);
  });

  test("gives a host its contents back once it has recovered", () => {
    const plan = hashingPlan(1);
    const [best = ""] = ranked;
    const was = chosen(plan);
    chosen(plan, { values: { [`fit@${best}`]: 0 } });
    expect(chosen(plan)).toBe(was);
  });

  test("spreads a content evenly over its set", () => {
    const plan = hashingPlan(3);
    const random = randomSource(3);
    const counts = new Map(ranked.slice(0, 3).map((name) => [name, 0]));
    for (let draw = 0; draw < 9_000; draw++) {
      const name = chosen(plan, { seed: random() });
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    expect(counts.size).toBe(3);
    expect(chiSquared([...counts.values()], [3_000, 3_000, 3_000])).toBeLessThan(18.4);
  });

  test("leaves the set in the order of the ranking when all of it is unhealthy", () => {
    const values = Object.fromEntries(ranked.slice(0, 3).map((name) => [`fit@${name}`, 0]));
    expect(chosen(hashingPlan(3), { values })).toBe(ranked[3]);
  });

  test("takes a spread factor above the number of targets for all of them", () => {
    expect(["a", "b"]).toContain(chosen(hashingPlan(64, ["a", "b"])));
  });

  test("ranks without targets that are disabled", () => {
    const [best = "", second] = ranked;
    const targets = names.map((target) => ({ target, enabled: target !== best }));
    const plan = aPlan(names, [{ name: "h", type: "consistentHashing", targets }]);
    expect(chosen(plan)).toBe(second);
  });
});

test("kept rankings are those computed anew, however few are kept", () => {
  const ranker = new TargetRanker(names, "Murmur");
  for (const maxKept of [0, 1, 4, 100]) {
    const ranking = new ContentRanking({ names, algorithm: "Murmur", maxKept });
    for (let at = 0; at < 200; at++) {
      const content = `/c/${(at * at) % 17}`;
      expect(ranking.of(content)).toEqual(ranker.rank(content));
    }
    const long = "/x".repeat(1_000);
    expect(ranking.of(long)).toEqual(ranker.rank(long));
  }
});
