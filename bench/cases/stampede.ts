import { randomUUID } from "node:crypto";
import type { BenchContext, Benchmark, Cleanup, Row } from "../framework/benchmark.js";
import { inTurn } from "../framework/rounds.js";
import { medianOf } from "../framework/statistics.js";
import { post } from "../load/http-protocol.js";
import { LoadProcess } from "../load/load-process.js";
import type { StampedeResult, StampedeWay } from "../load/tasks.js";
import { startRedis, startSignalbox, type ServerProcess } from "../peers/servers.js";
import { wakeRows, type MeasuredWay } from "./stampede-rows.js";

const CALLERS = [500, 2000] as const;
const COMPUTE_MS = 200;
const VALUE_BYTES = 1024;
const ROUNDS = 11;
const QUICK_ROUNDS = 3;
const WARM_UP_MS = 2500;
const QUICK_WARM_UP_MS = 800;
const WARM_UP_STAMPEDES = 3;
const ROOM_FOR_WAITERS = "10000";

export const stampede: Benchmark = {
  name: "stampede",
  question: "How fast does a value reach everyone who waits for it?",
  method:
    "N connections ask for one absent key in the same turn; one computes for 200 ms and sets 1 KiB. Wake: from the set being sent until a waiter holds the value. Redis does the same by recipe: SET NX as the lock, then either GET every 50 ms, or a subscription whose message says that the value is there, or one that carries it. Every caller has a connection of its own in all of them; the first poll comes after a random part of 50 ms. Our server is warm: it has answered sets and hits for some seconds and three stampedes of 500; in a process just started the first wakes take several times as long.",
  run: (context) => context.withCleanup((cleanup) => measureAll(context, cleanup)),
};

interface Way {
  readonly way: StampedeWay;
  readonly server: ServerProcess;
}

async function measureAll(context: BenchContext, cleanup: Cleanup): Promise<Row[]> {
  const load = new LoadProcess(context, cleanup);
  const ways = await startWays(context, cleanup);
  await warmUp(context, load, ways);
  const rows: Row[] = [];
  for (const callers of CALLERS) {
    const measure = stampeder(context, load, callers);
    const results = await inTurn(ways, context.size(ROUNDS, QUICK_ROUNDS), measure);
    rows.push(
      ...wakeRows(callers, new Map([...results].map(([way, all]) => [way.way, middle(all)]))),
    );
  }
  return rows;
}

/** A server in use has answered before: code that runs for the first time is several times slower. */
async function warmUp(
  context: BenchContext,
  load: LoadProcess,
  ways: readonly Way[],
): Promise<void> {
  const [ours] = ways;
  if (!ours) return;
  const fields = { namespace: "bench", key: "warm-up", data: "v", ttl: 300 };
  const rate = { kind: "rate", protocol: "http", port: ours.server.port, connections: 64 } as const;
  const durationMs = context.size(WARM_UP_MS, QUICK_WARM_UP_MS);
  for (const [path, body] of [
    ["/set_data", fields],
    ["/get_data", { ...fields, max_wait_time: 30 }],
  ] as const) {
    await load.run({ ...rate, durationMs, request: post(path, body).toString() });
  }
  for (let round = 0; round < WARM_UP_STAMPEDES; round++) {
    await inTurn(ways, 1, stampeder(context, load, CALLERS[0]));
  }
}

async function startWays(context: BenchContext, cleanup: Cleanup): Promise<Way[]> {
  const signalbox = await startSignalbox(context, cleanup, {
    max_waiters_per_key: ROOM_FOR_WAITERS,
    max_waiters_per_namespace: ROOM_FOR_WAITERS,
  });
  const ours: Way[] = [{ way: "signalbox", server: signalbox }];
  if (context.installed.redis === undefined) return ours;
  const redis = await startRedis(context, cleanup);
  const recipes = ["redis-poll", "redis-publish-then-get", "redis-publish-value"] as const;
  return [...ours, ...recipes.map((way) => ({ way, server: redis }))];
}

function stampeder(
  context: BenchContext,
  load: LoadProcess,
  callers: number,
): (way: Way) => Promise<StampedeResult> {
  return ({ way, server }) => {
    context.progress(`${callers} callers: ${way}`);
    return load.run({
      kind: "stampede",
      port: server.port,
      serverPid: server.pid,
      computeMs: COMPUTE_MS,
      valueBytes: VALUE_BYTES,
      way,
      callers,
      key: randomUUID(),
    });
  };
}

function middle(all: readonly StampedeResult[]): MeasuredWay {
  return {
    wakeP50Ms: medianOf(all, (run) => run.wakeP50Ms),
    wakeP99Ms: medianOf(all, (run) => run.wakeP99Ms),
    requests: medianOf(all, (run) => run.requests),
    serverCpuMs: medianOf(all, (run) => run.serverCpuMs),
    clientCpuMs: medianOf(all, (run) => run.clientCpuMs),
    mostUpstreamCalls: Math.max(...all.map((run) => run.upstreamCalls)),
  };
}
