import { expect, test } from "@jest/globals";
import {
  compileLowLevel,
  compileRouting,
  decide,
  PENDING,
  seededDraws,
  type Compiled,
  type Decision,
  type EvaluateGate,
  type LowLevelDocument,
  type Plan,
  type RoutingDocument,
} from "../../src/index.js";
import { naiveOutcomes, type Outcomes } from "../../src/testing/index.js";
import { evaluatingBy } from "../support/a-plan.js";
import { luaWeight, type ValueOf } from "../support/lua-values.js";
import { randomDocument } from "../support/random-document.js";
import { chiSquared, randomSource } from "../support/random-source.js";

/** ROUTING_ORACLE_CASES=1000000 for the long run. */
const CASES = Number(process.env["ROUTING_ORACLE_CASES"] ?? 20_000);
const CASES_PER_DOCUMENT = 10;
const MAX_NODES = 400;
const BINS = 50;
/** One in ten million of a chi-squared distribution with 49 degrees of freedom. */
const TOO_FAR = 120;

interface World {
  readonly valueOf: ValueOf;
  readonly contentKey: string;
  readonly isPopular: boolean;
  readonly tried: ReadonlySet<string>;
}

function aWorld(random: () => number): World {
  const seed = Math.floor(random() * 2 ** 32);
  const openness = random();
  return {
    valueOf: (name, host) => {
      const draw = randomSource(hashOf(`${seed} ${name} ${host ?? ""}`))();
      return draw < openness ? [1, 1, 0.5, 3][Math.floor((draw / openness) * 4)]! : 0; // eslint-disable-line @typescript-eslint/no-non-null-assertion -- 0 to 3
    },
    contentKey: `/content/${Math.floor(random() * 1000)}`,
    isPopular: random() < 0.5,
    tried: new Set(random() < 0.2 ? [`h${Math.floor(random() * 6)}`] : []),
  };
}

function hashOf(text: string): number {
  let hash = 2166136261;
  for (const sign of text) hash = Math.imul(hash ^ sign.charCodeAt(0), 16777619);
  return hash >>> 0;
}

function naive(document: RoutingDocument, world: World): Outcomes {
  return naiveOutcomes(document, {
    weightOf: (lua, host) => luaWeight(lua, host, world.valueOf),
    contentKey: world.contentKey,
    isPopular: () => world.isPopular,
    tried: world.tried,
  });
}

function decided(plan: Plan, world: World, seed: number, evaluate: EvaluateGate): Decision {
  return decide(
    plan,
    { contentKey: world.contentKey },
    {
      evaluate,
      random: seededDraws(seed),
      popularity: { isWithin: () => world.isPopular },
      tried: new Set(
        plan.hosts.filter(({ name }) => world.tried.has(name)).map(({ index }) => index),
      ),
    },
  );
}

/** As the service does with a worker: first nothing is known, then what was asked for. */
function decidedInRounds(plan: Plan, world: World, seed: number): Decision {
  const evaluate = evaluatingBy(plan, world.valueOf);
  const known = new Set<string>();
  for (let round = 0; round < 1_000; round++) {
    const decision = decided(plan, world, seed, (gate, host) =>
      known.has(`${gate} ${host}`) ? evaluate(gate, host) : PENDING,
    );
    if (decision.kind !== "pending") return decision;
    expect(decision.calls.length).toBeGreaterThan(0);
    for (const { gate, host } of decision.calls) known.add(`${gate} ${host}`);
  }
  throw new Error("still pending after 1000 rounds");
}

/** `rule > rule > host`, as the naive evaluator names outcomes. */
function keyOf(plan: Plan, decision: Decision, rules: ReadonlySet<string>): string | undefined {
  if (decision.kind !== "host") return undefined;
  const names = decision.path
    .map((node) => plan.counters[node.counter] ?? "")
    .filter((name) => rules.has(name));
  return [...names, decision.host.name].join(" > ");
}

function mustCompile(compiled: Compiled): { plan: Plan; lowLevel: LowLevelDocument } {
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return compiled;
}

/** Where in its distribution an outcome lies: evenly spread over 0 to 1 when the chances are as expected. */
function place(outcomes: Outcomes, key: string, random: () => number): number {
  let below = 0;
  for (const [candidate, chance] of [...outcomes].sort()) {
    if (candidate === key) return below + chance * random();
    below += chance;
  }
  return below;
}

function documentOf(seed: number): { document: RoutingDocument; compiled: Compiled } {
  for (let attempt = 0; ; attempt++) {
    const document = randomDocument(randomSource(seed * 1_000 + attempt));
    const compiled = compileRouting(document, { maxNodes: MAX_NODES });
    if (compiled.ok || !compiled.problems.every(({ path }) => path === "entrypoint")) {
      return { document, compiled };
    }
  }
}

test(
  `plans and a naive evaluator agree about ${CASES} random requests`,
  () => {
    const bins = Array.from({ length: BINS }, () => 0);
    const kinds = { host: 0, none: 0, byChance: 0 };
    const mismatches: string[] = [];
    for (let run = 0; run < CASES / CASES_PER_DOCUMENT; run++) {
      const { document, compiled } = documentOf(run);
      const { plan, lowLevel } = mustCompile(compiled);
      const again = mustCompile(
        compileLowLevel(JSON.parse(JSON.stringify(lowLevel)) as LowLevelDocument),
      ); // what was written is what is read
      const rules = new Set(document.rules?.map(({ name }) => name ?? ""));
      const random = randomSource(hashOf(`run ${run}`));
      for (let count = 0; count < CASES_PER_DOCUMENT; count++) {
        const world = aWorld(random);
        const outcomes = naive(document, world);
        const seed = random();
        const decision = decided(plan, world, seed, evaluatingBy(plan, world.valueOf));
        const key = keyOf(plan, decision, rules);
        const isExpected = key === undefined ? outcomes.size === 0 : outcomes.has(key);
        if (!isExpected) mismatches.push(`run ${run}, request ${count}: ${key ?? "no host"}`);
        if (key !== undefined && outcomes.size > 1) {
          kinds.byChance++;
          const bin = Math.floor(place(outcomes, key, random) * BINS);
          bins[bin] = (bins[bin] ?? 0) + 1;
        }
        kinds[key === undefined ? "none" : "host"]++;

        const inRounds = keyOf(plan, decidedInRounds(plan, world, seed), rules);
        if (inRounds !== key) mismatches.push(`run ${run}, request ${count}, in rounds`);

        const readBack = decided(again.plan, world, seed, evaluatingBy(again.plan, world.valueOf));
        const hosts = new Set(Array.from(outcomes.keys(), (name) => name.split(" > ").at(-1)));
        const isSame =
          readBack.kind === "host" ? hosts.has(readBack.host.name) : outcomes.size === 0;
        if (!isSame) mismatches.push(`run ${run}, request ${count}, low-level tree`);
      }
    }

    expect(mismatches.slice(0, 10)).toEqual([]);
    expect(Math.min(kinds.host, kinds.none, kinds.byChance)).toBeGreaterThan(CASES / 20);
    const even = bins.map(() => kinds.byChance / BINS);
    expect(chiSquared(bins, even)).toBeLessThan(TOO_FAR);
  },
  Math.max(20_000, CASES),
);
