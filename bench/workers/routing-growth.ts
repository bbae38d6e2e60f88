// Tells how long a decision takes in a small configuration and in one a hundred times as large. Arguments: hosts or rules of the small
// one, of the large one.
import {
  compileRouting,
  decide,
  MAX_HASHING_TARGETS,
  seededDraws,
  type EvaluateGate,
  type Plan,
  type RoutingDocument,
  type RuleDocument,
} from "@signalbox/routing";
import { cacheName } from "../load/cache-metrics.js";
import { timeInTurn, type Timed } from "./batches.js";
import { metricsInput } from "./metrics-input.js";
import { tellResult } from "./worker-result.js";

const BATCHES = 15;
const PER_BATCH = 20_000;
const CONDITIONS = 8;
const CONTENTS = 1000;
const GOLDEN = 0.618_033_988_749_895;

const popularity = { isWithin: () => false };
const requests = Array.from({ length: CONTENTS }, (_, at) => ({
  contentKey: `/vod/movie-${at}/index.m3u8`,
}));

function names(count: number): string[] {
  return Array.from({ length: count }, (_, at) => cacheName(at + 1));
}

/** Seven conditions that do not hold and one that does. */
function chain(name: string, count: number, first: number): RuleDocument {
  const targets = Array.from({ length: CONDITIONS }, (_, at) => ({
    onMatch: cacheName(((first + at) % count) + 1),
    condition: at < CONDITIONS - 1 ? `closed_${at}()` : "open()",
  }));
  return { name, type: "firstMatch", targets };
}

function chains(count: number): RuleDocument[] {
  return Array.from({ length: count }, (_, at) => chain(`chain-${at}`, count, at));
}

/** The rules of each kind; the first one is where decisions begin. */
const KINDS: Readonly<Record<string, (count: number) => RuleDocument[]>> = {
  chain: chains,
  "drawn-chain": (count) => {
    const targets = Array.from({ length: count }, (_, at) => `chain-${at}`);
    return [{ name: "top", type: "random", targets }, ...chains(count)];
  },
  random: (count) => [{ name: "top", type: "random", targets: names(count) }],
  weighted: (count) => {
    const targets = names(count).map((target, at) => ({
      target,
      weight: 1 + (at % 5),
      condition: "open()",
    }));
    return [{ name: "top", type: "weighted", targets }];
  },
  hashing: (count) => {
    const targets = names(Math.min(count, MAX_HASHING_TARGETS));
    return [{ name: "top", type: "consistentHashing", spreadFactor: 2, targets }];
  },
};

function planOf(rules: RuleDocument[], count: number): Plan {
  const hosts = names(count).map((name) => ({ name, hostname: name, healthChecks: ["open()"] }));
  const document: RoutingDocument = {
    hostGroups: [{ name: "caches", type: "host", hosts }],
    rules,
    entrypoint: rules[0]?.name ?? "",
  };
  const compiled = compileRouting(document);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems.slice(0, 3)));
  return compiled.plan;
}

/** A decision whose gates cost next to nothing: what grows is the walk itself. */
function decisions(kind: string, rules: RuleDocument[], count: number): Timed {
  const plan = planOf(rules, count);
  const weights = Float64Array.from(plan.gates, ({ text }) => (text === "open()" ? 1 : 0));
  const evaluate: EvaluateGate = (gate) => weights[gate] ?? 0;
  const once = (number: number): number => {
    const random = seededDraws((number * GOLDEN) % 1);
    const request = requests[number % CONTENTS] ?? { contentKey: "" };
    const decision = decide(plan, request, { evaluate, random, popularity });
    if (decision.kind !== "host") throw new Error(`${kind} of ${count}: ${decision.kind}`);
    return decision.host.index;
  };
  return { name: `${kind} ${count}`, once };
}

/** The read that every condition begins with, for hosts in no order. */
function lookups(count: number): Timed {
  const input = metricsInput(count);
  const paths = names(count).map((name) => [name, "hardware_metrics", "cpu_load5"]);
  const once = (number: number): number => {
    const path = paths[Math.floor(((number * GOLDEN) % 1) * count)] ?? [];
    return Number(input.at(path));
  };
  return { name: `lookup ${count}`, once };
}

/** What a bare Map of Maps takes for the same: the part that is the memory's. */
function bareLookups(count: number): Timed {
  const hosts = names(count);
  const metrics = new Map(
    hosts.map((name, at) => {
      const hardware = new Map<string, number>([
        ["cpu_load5", at],
        ["n_cpus", 2],
      ]);
      return [name, new Map([["hardware_metrics", hardware]])];
    }),
  );
  const once = (number: number): number => {
    const name = hosts[Math.floor(((number * GOLDEN) % 1) * count)] ?? "";
    return metrics.get(name)?.get("hardware_metrics")?.get("cpu_load5") ?? Number.NaN;
  };
  return { name: `bare-lookup ${count}`, once };
}

async function main(): Promise<void> {
  const counts = process.argv.slice(2).map(Number);
  const options = { batches: BATCHES, perBatch: PER_BATCH };
  const ns: Record<string, number> = {};
  for (const [kind, rules] of Object.entries(KINDS)) {
    const pair = counts.map((count) => decisions(kind, rules(count), count));
    Object.assign(ns, await timeInTurn(pair, options));
  }
  for (const kind of [lookups, bareLookups]) {
    Object.assign(ns, await timeInTurn(counts.map(kind), options));
  }
  tellResult(ns);
}

void main();
