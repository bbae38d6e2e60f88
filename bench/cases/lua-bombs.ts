import type { BenchContext, Benchmark, Cleanup, Row } from "../framework/benchmark.js";
import { inTurn } from "../framework/rounds.js";
import { medianOf } from "../framework/statistics.js";
import { LoadProcess } from "../load/load-process.js";
import type { PacedResult } from "../load/tasks.js";
import { startRouter, type RouterProcess } from "../peers/router.js";
import { numberText } from "../report/columns.js";
import { feedMetrics } from "./metrics-forms.js";
import { PLAYER_REQUEST } from "./redirect.js";
import { BOMB_PATH, bombsBeside, bombsInTheWay } from "./routing-documents.js";

const HOSTS = 1000;
const ROUNDS = 5;
const QUICK_ROUNDS = 2;
const DURATION_MS = 10_000;
const QUICK_DURATION_MS = 2000;
const PER_SECOND = 1000;
const BOMBS_PER_SECOND = 20;
const CONNECTIONS = 64;
/** A script that cost the worker is barred for half a minute: so many that some are free in each round. */
const BOMBS_BESIDE = 120;
const BOMBS_IN_THE_WAY = 6;
const LIMIT = 2;
const BOMB_REQUEST = `GET ${BOMB_PATH} HTTP/1.1\r\nHost: cdn.example.net\r\n\r\n`;

interface Way {
  readonly id: string;
  readonly name: string;
  readonly router: RouterProcess;
  readonly isBombed: boolean;
}

export const luaBombs: Benchmark = {
  name: "lua-bombs",
  question: "What do redirects feel of Lua that never ends?",
  method:
    "1000 redirects a second by eight conditions over 1000 hosts. Beside them, 20 requests a second walk through 120 conditions that loop, recurse, take memory or match a hostile pattern for ever; then a router in which every request walks through six of them first. The router runs on both cores, because a bomb takes the whole of one while it lasts. Any reply but a redirect ends the run.",
  run: (context) => context.withCleanup((cleanup) => measure(context, cleanup)),
};

async function measure(context: BenchContext, cleanup: Cleanup): Promise<Row[]> {
  const load = new LoadProcess(context, cleanup);
  const beside = await aRouter(context, cleanup, load, bombsBeside(HOSTS, BOMBS_BESIDE));
  const inTheWay = await aRouter(context, cleanup, load, bombsInTheWay(HOSTS, BOMBS_IN_THE_WAY));
  const ways: Way[] = [
    { id: "calm", name: "redirect p99, no bombs asked for", router: beside, isBombed: false },
    { id: "beside", name: "redirect p99, bombs beside", router: beside, isBombed: true },
    { id: "in-the-way", name: "redirect p99, bombs before it", router: inTheWay, isBombed: false },
  ];
  const rounds = context.size(ROUNDS, QUICK_ROUNDS);
  const measured = await inTurn(ways, rounds, (way, round) => {
    context.progress(`round ${round + 1}: ${way.name}`);
    return pace(context, load, way);
  });
  return rowsOf(measured);
}

async function aRouter(
  context: BenchContext,
  cleanup: Cleanup,
  load: LoadProcess,
  document: object,
): Promise<RouterProcess> {
  const router = await startRouter(context, cleanup, document, true);
  await feedMetrics(load, router.ingestPort, HOSTS);
  return router;
}

function pace(
  context: BenchContext,
  load: LoadProcess,
  { router, isBombed }: Way,
): Promise<PacedResult> {
  return load.run({
    kind: "paced",
    protocol: "redirect",
    port: router.server.port,
    request: PLAYER_REQUEST,
    perSecond: PER_SECOND,
    connections: CONNECTIONS,
    durationMs: context.size(DURATION_MS, QUICK_DURATION_MS),
    ...(isBombed ? { beside: { request: BOMB_REQUEST, perSecond: BOMBS_PER_SECOND } } : {}),
  });
}

function rowsOf(measured: ReadonlyMap<Way, readonly PacedResult[]>): Row[] {
  const p99Ms = (results: readonly PacedResult[]): number =>
    medianOf(results, (result) => result.p99Ms);
  const [calm = []] = measured.values();
  return [...measured].map(([{ id, name }, results]) => ({
    id: `lua-bombs.p99.${id}`,
    name,
    value: p99Ms(results),
    unit: "ms",
    ...(results === calm
      ? {}
      : {
          ratio: p99Ms(results) / p99Ms(calm),
          against: "calm",
          bar: { limit: LIMIT, of: "ratio" } as const,
        }),
    note: `p50 ${numberText(medianOf(results, (result) => result.p50Ms))} ms, ${numberText(medianOf(results, (result) => result.requests))} requests, none refused`,
  }));
}
