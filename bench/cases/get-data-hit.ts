import type { BenchContext, Benchmark, Cleanup, Row } from "../framework/benchmark.js";
import { keyOf } from "../load/fill.js";
import { post } from "../load/http-protocol.js";
import { LoadProcess } from "../load/load-process.js";
import { redisCommand } from "../load/redis-protocol.js";
import { startEcho, startRedis, startSignalbox, type ServerProcess } from "../peers/servers.js";
import { costRow, requestCosts, type Contender } from "./request-cost.js";
import { notInstalled, vendorRow } from "./missing-peers.js";

const SMALL_BYTES = 110;
const LARGE_BYTES = 1024;
const HIT_LIMIT = 1.25;
const KEY = keyOf(0);
const GET = post("/get_data", { namespace: "bench", key: KEY, max_wait_time: 30 }).toString();

export const getDataHit: Benchmark = {
  name: "get-data-hit",
  question: "What does a get_data that finds its key cost the server?",
  method:
    "64 keep-alive connections, one request in flight on each; CPU of the server process per request, all its threads. The echo is a bare node:http server that reads the same request's body and answers the same bytes; the parsing echo reads the JSON as well. Redis is asked without pipelining.",
  async run(context) {
    const small = await measureSize(context, SMALL_BYTES);
    const large = await measureSize(context, LARGE_BYTES);
    return [...small, ...large, vendorRow("get-hit.vendor", "a get_data hit")];
  },
};

function measureSize(context: BenchContext, bytes: number): Promise<Row[]> {
  return context.withCleanup(async (cleanup) => {
    const load = new LoadProcess(context, cleanup);
    const value = "v".repeat(bytes);
    const signalbox = await startSignalbox(context, cleanup);
    const set = { namespace: "bench", key: KEY, data: value, ttl: 86_400 };
    await ask(load, signalbox, post("/set_data", set).toString());
    const reply = await ask(load, signalbox, GET);
    if (!reply.includes(value)) throw new Error("get_data does not answer what was set");
    const size = `${bytes} B`;
    const ours = http(`get_data hit, ${size}`, signalbox);
    const echo = http(`node:http echo, ${size}`, await startEcho(context, cleanup, reply));
    const parsing = http(
      `node:http echo that parses, ${size}`,
      await startEcho(context, cleanup, reply, true),
    );
    const redis = await redisContender(context, cleanup, load, value);
    const contenders = [ours, echo, parsing, ...(redis ? [redis] : [])];
    const costs = await requestCosts(context, load, contenders);
    return rowsOf(bytes, costs, { ours, echo, parsing, redis });
  });
}

function rowsOf(
  bytes: number,
  costs: Awaited<ReturnType<typeof requestCosts>>,
  all: { ours: Contender; echo: Contender; parsing: Contender; redis: Contender | undefined },
): Row[] {
  const costOf = (contender: Contender) => {
    const cost = costs.get(contender);
    if (!cost) throw new Error(`${contender.name} was not measured`);
    return cost;
  };
  const { ours, echo, parsing, redis } = all;
  const peer = { name: "echo", cost: costOf(echo) };
  return [
    costRow(`get-hit.${bytes}`, ours, costOf(ours), { ...peer, limit: HIT_LIMIT }),
    costRow(`get-hit.${bytes}.echo`, echo, costOf(echo)),
    costRow(`get-hit.${bytes}.parsing`, parsing, costOf(parsing), peer),
    redis
      ? costRow(`get-hit.${bytes}.redis`, redis, costOf(redis), peer)
      : notInstalled(`get-hit.${bytes}.redis`, `Redis GET, ${bytes} B`),
  ];
}

function http(name: string, server: ServerProcess): Contender {
  return { name, server, protocol: "http", request: GET };
}

async function redisContender(
  context: BenchContext,
  cleanup: Cleanup,
  load: LoadProcess,
  value: string,
): Promise<Contender | undefined> {
  if (context.installed.redis === undefined) return undefined;
  const server = await startRedis(context, cleanup);
  const set = redisCommand("SET", KEY, value).toString();
  await load.run({ kind: "ask", protocol: "redis", port: server.port, request: set });
  const request = redisCommand("GET", KEY).toString();
  return { name: `Redis GET, ${value.length} B`, server, protocol: "redis", request };
}

function ask(load: LoadProcess, server: ServerProcess, request: string): Promise<string> {
  return load.run({ kind: "ask", protocol: "http", port: server.port, request });
}
