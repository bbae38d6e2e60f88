import type { Bar, BenchContext, Benchmark, Cleanup, Row } from "../framework/benchmark.js";
import { LoadProcess } from "../load/load-process.js";
import { startRouter } from "../peers/router.js";
import { numberText } from "../report/columns.js";
import { runWorker } from "../workers/run-worker.js";
import { feedMetrics } from "./metrics-forms.js";
import { PLAYER_REQUEST } from "./redirect.js";
import { costRow, requestCosts, type Contender } from "./request-cost.js";
import { anyHealthyHost, eightConditions } from "./routing-documents.js";

const SMALL = 100;
const LARGE = 10_000;
const QUICK_LARGE = 1000;
const NS_PER_US = 1000;
const BAR: Bar = { limit: 1.2, of: "ratio" };

const CONTROL = "bare-lookup";

const KINDS: readonly (readonly [string, (count: number) => string])[] = [
  ["chain", (count) => `decision, eight conditions, ${count} rules and hosts`],
  ["drawn-chain", (count) => `decision, one of ${count} rules, eight conditions each`],
  ["random", (count) => `decision, random of ${count} hosts`],
  ["weighted", (count) => `decision, weighted of ${count} hosts, a condition each`],
  ["hashing", (count) => `decision, consistent hashing, its limit of 64 of ${count} hosts`],
  ["lookup", (count) => `one metric of one of ${count} hosts`],
  [CONTROL, (count) => `the same from Maps in a Map, ${count} hosts`],
];

export const routingGrowth: Benchmark = {
  name: "routing-growth",
  question: "What does a decision cost with a hundred times as many hosts or rules?",
  method:
    "First the walk alone in a process of its own, 100 and 10 000 hosts or rules in batches in turn, CPU time, conditions answered from an array; consistent hashing takes 64 targets at most, so only the hosts around them grow, and the rankings of its 1000 contents are kept. Then redirects end to end as in the redirect benchmark, from two routers that hold 50 metrics of each host.",
  async run(context) {
    const large = context.size(LARGE, QUICK_LARGE);
    const rows = await walks(context, large);
    const chain = await redirects(context, large, "chain");
    return [...rows, ...chain, ...(await redirects(context, large, "any"))];
  },
};

async function walks(context: BenchContext, large: number): Promise<Row[]> {
  context.progress(`the walk, ${SMALL} and ${large}`);
  const args = [String(SMALL), String(large)];
  // The worker is ours and tells this.
  const ns = (await runWorker(context, "routing-growth", args)) as Readonly<Record<string, number>>;
  return KINDS.map(([kind, name]) => {
    const [small = Number.NaN, value = Number.NaN] = [SMALL, large].map(
      (count) => (ns[`${kind} ${count}`] ?? Number.NaN) / NS_PER_US,
    );
    return {
      id: `routing-growth.${kind}`,
      name: name(large),
      value,
      unit: "us",
      ratio: value / small,
      against: `${numberText(small)} us`,
      ...(kind === CONTROL ? {} : { bar: BAR }),
    };
  });
}

const REDIRECTS = {
  chain: { name: "redirect, eight conditions", document: eightConditions },
  any: { name: "redirect, random healthy host", document: anyHealthyHost },
} as const;

function redirects(
  context: BenchContext,
  large: number,
  kind: keyof typeof REDIRECTS,
): Promise<Row[]> {
  return context.withCleanup(async (cleanup) => {
    const load = new LoadProcess(context, cleanup);
    const few = await contender(context, cleanup, load, { kind, hosts: SMALL });
    const many = await contender(context, cleanup, load, { kind, hosts: large });
    const costs = await requestCosts(context, load, [few, many]);
    const [fewCost, manyCost] = [costs.get(few), costs.get(many)];
    if (!fewCost || !manyCost) throw new Error("a router was not measured");
    const id = `routing-growth.redirect-${kind}`;
    return [
      costRow(`${id}.small`, few, fewCost),
      costRow(id, many, manyCost, { name: few.name, cost: fewCost, limit: BAR.limit }),
    ];
  });
}

async function contender(
  context: BenchContext,
  cleanup: Cleanup,
  load: LoadProcess,
  { kind, hosts }: { kind: keyof typeof REDIRECTS; hosts: number },
): Promise<Contender> {
  context.progress(`a router with ${hosts} hosts`);
  const { name, document } = REDIRECTS[kind];
  const router = await startRouter(context, cleanup, document(hosts));
  await feedMetrics(load, router.ingestPort, hosts);
  const shared = { server: router.server, protocol: "redirect", request: PLAYER_REQUEST } as const;
  return { name: `${name}, ${hosts} hosts`, ...shared };
}
