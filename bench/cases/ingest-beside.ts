import type { BenchContext, Cleanup, Row } from "../framework/benchmark.js";
import { inTurn } from "../framework/rounds.js";
import { medianOf } from "../framework/statistics.js";
import { LoadProcess } from "../load/load-process.js";
import type { MetricsForm, PacedResult } from "../load/tasks.js";
import { startRouter, type RouterProcess } from "../peers/router.js";
import { numberText } from "../report/columns.js";
import { agentLines, feedMetrics } from "./metrics-forms.js";
import { PLAYER_REQUEST } from "./redirect.js";
import { eightConditions } from "./routing-documents.js";

const ROUNDS = 5;
const QUICK_ROUNDS = 2;
const DURATION_MS = 10_000;
const QUICK_DURATION_MS = 2000;
const INTERVAL_MS = 5000;
const PER_SECOND = 1000;
const CONNECTIONS = 64;
const CACHES_PER_BATCH = 100;
const LIMIT = 1.2;

interface Way {
  readonly id: string;
  readonly name: string;
  readonly metrics: MetricsForm | undefined;
}

/** How long redirects take while metrics come in. */
export function ingestBeside(context: BenchContext, caches: number): Promise<Row[]> {
  return context.withCleanup((cleanup) => measure(context, cleanup, caches));
}

async function measure(context: BenchContext, cleanup: Cleanup, caches: number): Promise<Row[]> {
  const load = new LoadProcess(context, cleanup);
  const router = await startRouter(context, cleanup, eightConditions(caches));
  await feedMetrics(load, router.ingestPort, caches);
  const ways = waysOf(router, caches);
  const paced = ({ metrics }: Way): Promise<PacedResult> => pace(context, load, router, metrics);
  await inTurn(ways, 1, paced);
  const measured = await inTurn(ways, context.size(ROUNDS, QUICK_ROUNDS), (way, round) => {
    context.progress(`round ${round + 1}: ${way.name}`);
    return paced(way);
  });
  return rowsOf(measured);
}

function waysOf({ ingestPort }: RouterProcess, caches: number): Way[] {
  const agents = agentLines(ingestPort, caches);
  const aggregator = { ...agents, isGzip: true, cachesPerPost: CACHES_PER_BATCH };
  return [
    { id: "idle", name: "redirect p99, no metrics coming in", metrics: undefined },
    { id: "agents", name: "redirect p99, agents posting", metrics: agents },
    { id: "aggregator", name: "redirect p99, an aggregator posting", metrics: aggregator },
  ];
}

function pace(
  context: BenchContext,
  load: LoadProcess,
  { server }: RouterProcess,
  metrics: MetricsForm | undefined,
): Promise<PacedResult> {
  return load.run({
    kind: "paced",
    protocol: "redirect",
    port: server.port,
    request: PLAYER_REQUEST,
    perSecond: PER_SECOND,
    connections: CONNECTIONS,
    durationMs: context.size(DURATION_MS, QUICK_DURATION_MS),
    ...(metrics ? { metrics: { ...metrics, intervalMs: INTERVAL_MS } } : {}),
  });
}

function rowsOf(measured: ReadonlyMap<Way, readonly PacedResult[]>): Row[] {
  const p99Ms = (results: readonly PacedResult[]): number =>
    medianOf(results, (result) => result.p99Ms);
  const [idle = []] = measured.values();
  return [...measured].map(([{ id, name, metrics }, results]) => ({
    id: `ingest.p99.${id}`,
    name,
    value: p99Ms(results),
    unit: "ms",
    ...(metrics
      ? {
          ratio: p99Ms(results) / p99Ms(idle),
          against: "without",
          bar: { limit: LIMIT, of: "ratio" },
        }
      : {}),
    note: `p50 ${numberText(medianOf(results, (result) => result.p50Ms))} ms, ${numberText(medianOf(results, (result) => result.posts))} posts`,
  }));
}
