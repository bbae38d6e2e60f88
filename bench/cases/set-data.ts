import type { BenchContext, Benchmark, Row } from "../framework/benchmark.js";
import { keyOf } from "../load/fill.js";
import { post } from "../load/http-protocol.js";
import { LoadProcess } from "../load/load-process.js";
import { redisCommand } from "../load/redis-protocol.js";
import { startEcho, startRedis, startSignalbox } from "../peers/servers.js";
import { notInstalled } from "./missing-peers.js";
import { costRow, requestCosts, type Contender } from "./request-cost.js";

const VALUE = "v".repeat(1024);
const TTL_SECONDS = 900;
const KEY = keyOf(0);

export const setData: Benchmark = {
  name: "set-data",
  question: "What does a set_data of 1 KiB cost the server?",
  method:
    "As get-data-hit; the same key is written over and over. The echo reads the same 1 KiB request and answers the same five bytes.",
  run: (context) => context.withCleanup((cleanup) => measure(context, cleanup)),
};

async function measure(
  context: BenchContext,
  cleanup: Parameters<Parameters<BenchContext["withCleanup"]>[0]>[0],
): Promise<Row[]> {
  const load = new LoadProcess(context, cleanup);
  const fields = { namespace: "bench", key: KEY, data: VALUE, ttl: TTL_SECONDS };
  const request = post("/set_data", fields).toString();
  const http = { protocol: "http", request } as const;
  const signalbox = await startSignalbox(context, cleanup);
  const ours: Contender = { name: "set_data, 1 KiB", server: signalbox, ...http };
  const echoServer = await startEcho(context, cleanup, '"ok"');
  const echo: Contender = { name: "node:http echo, 1 KiB request", server: echoServer, ...http };
  const parsingServer = await startEcho(context, cleanup, '"ok"', true);
  const parsing: Contender = { name: "node:http echo that parses", server: parsingServer, ...http };
  const redis = await redisContender(context, cleanup);
  const costs = await requestCosts(context, load, [ours, echo, parsing, ...redis]);
  const echoCost = costs.get(echo);
  return [...costs]
    .map(([contender, cost]) => {
      const isEcho = contender === echo;
      const peer = echoCost && !isEcho ? { name: "echo", cost: echoCost } : undefined;
      return costRow(`set.${contender.server.name}`, contender, cost, peer);
    })
    .concat(redis.length === 0 ? [notInstalled("set.redis", "Redis SET, 1 KiB")] : []);
}

async function redisContender(
  context: BenchContext,
  cleanup: Parameters<typeof startRedis>[1],
): Promise<Contender[]> {
  if (context.installed.redis === undefined) return [];
  const server = await startRedis(context, cleanup);
  const request = redisCommand("SET", KEY, VALUE, "EX", TTL_SECONDS).toString();
  return [{ name: "Redis SET EX, 1 KiB", server, protocol: "redis", request }];
}
