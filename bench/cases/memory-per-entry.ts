import { setTimeout as sleep } from "node:timers/promises";
import type { BenchContext, Benchmark, Cleanup, Row } from "../framework/benchmark.js";
import { LoadProcess } from "../load/load-process.js";
import { redisCommand } from "../load/redis-protocol.js";
import type { ProtocolName } from "../load/tasks.js";
import { startRedis, startSignalbox, type ServerProcess } from "../peers/servers.js";
import { notInstalled } from "./missing-peers.js";

const ENTRIES = 1_000_000;
const QUICK_ENTRIES = 100_000;
const VALUE_BYTES = 1024;
/** Entries stored before the first look at the memory: code is compiled and buffers have grown by then. */
const WARM_UP_ENTRIES = 20_000;
const SETTLE_MS = 3000;

export const memoryPerEntry: Benchmark = {
  name: "memory-per-entry",
  question: "How much memory does an entry take?",
  method:
    "1 million entries of 1 KiB with keys of 64 hexadecimal digits and a ttl, stored through the servers' own interfaces (8 connections, 16 requests in flight on each). Growth of the process's resident memory from the 20 000th entry on, 3 s after the last set, per entry; Redis also by its own count. One run each.",
  async run(context) {
    const ours = await context.withCleanup(async (cleanup) => {
      const server = await startSignalbox(context, cleanup, { max_cache_size: "8GB" });
      return fillServer(context, cleanup, server, "http");
    });
    const redis =
      context.installed.redis === undefined
        ? undefined
        : await context.withCleanup(async (cleanup) =>
            fillServer(context, cleanup, await startRedis(context, cleanup), "redis"),
          );
    return rowsOf(ours, redis);
  },
};

interface Filled {
  readonly bytesPerEntry: number;
  readonly peakBytesPerEntry: number;
  readonly seconds: number;
  /** By the server's own count. */
  readonly accountedPerEntry: number;
}

async function fillServer(
  context: BenchContext,
  cleanup: Cleanup,
  server: ServerProcess,
  protocol: ProtocolName,
): Promise<Filled> {
  const load = new LoadProcess(context, cleanup);
  const entries = context.size(ENTRIES, QUICK_ENTRIES);
  const fill = { kind: "fill", protocol, port: server.port, valueBytes: VALUE_BYTES } as const;
  const shape = { connections: 8, depth: 16 };
  await load.run({ ...fill, ...shape, from: 0, entries: WARM_UP_ENTRIES });
  await sleep(SETTLE_MS);
  const before = server.rssBytes();
  const accountedBefore = await accountedBytes(load, server, protocol);
  context.progress(`${server.name}: ${entries} sets`);
  const { seconds } = await load.run({ ...fill, ...shape, from: WARM_UP_ENTRIES, entries });
  await sleep(SETTLE_MS);
  return {
    bytesPerEntry: (server.rssBytes() - before) / entries,
    peakBytesPerEntry: (server.peakRssBytes() - before) / entries,
    accountedPerEntry: ((await accountedBytes(load, server, protocol)) - accountedBefore) / entries,
    seconds,
  };
}

async function accountedBytes(
  load: LoadProcess,
  server: ServerProcess,
  protocol: ProtocolName,
): Promise<number> {
  const isRedis = protocol === "redis";
  const request = isRedis
    ? redisCommand("INFO", "memory").toString()
    : "GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
  const text = await load.run({ kind: "ask", protocol, port: server.port, request });
  const pattern = isRedis ? /^used_memory:(\d+)/m : /^cache_bytes(?:{[^}]*})? ([\d.e+]+)$/m;
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`${server.name} does not tell how much it stores`);
  return Number(found);
}

function rowsOf(ours: Filled, redis: Filled | undefined): Row[] {
  const unit = "B/entry";
  const note = (filled: Filled, counted: string): string =>
    `peak ${Math.round(filled.peakBytesPerEntry)} B/entry, ${counted} ${Math.round(filled.accountedPerEntry)} B/entry, filled in ${filled.seconds.toFixed(1)} s`;
  const ratio = redis && ours.bytesPerEntry / redis.bytesPerEntry;
  return [
    {
      id: "memory.rss",
      name: "resident memory, ours",
      value: ours.bytesPerEntry,
      unit,
      ratio,
      against: "Redis",
      bar: { limit: 1, of: "ratio" },
      note: note(ours, "charged"),
    },
    redis
      ? {
          id: "memory.redis",
          name: "resident memory, Redis SET EX",
          value: redis.bytesPerEntry,
          unit,
          note: note(redis, "used_memory"),
        }
      : notInstalled("memory.redis", "resident memory, Redis SET EX"),
    {
      id: "memory.overhead",
      name: "over the value, ours",
      value: ours.bytesPerEntry - VALUE_BYTES,
      unit,
      ...(redis
        ? {
            ratio: (ours.bytesPerEntry - VALUE_BYTES) / (redis.bytesPerEntry - VALUE_BYTES),
            against: "Redis",
          }
        : {}),
      note: "the key's 64 B are part of it, as in Redis",
    },
  ];
}
