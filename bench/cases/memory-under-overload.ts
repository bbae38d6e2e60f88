import { setTimeout as sleep } from "node:timers/promises";
import type { BenchContext, Benchmark, Cleanup, Row } from "../framework/benchmark.js";
import { LoadProcess } from "../load/load-process.js";
import { startSignalbox, type ServerProcess } from "../peers/servers.js";

const MIB = 1024 ** 2;
const MAX_CACHE_BYTES = 256 * MIB;
const QUICK_MAX_CACHE_BYTES = 64 * MIB;
const OFFERED_TIMES = 10;
const MAX_ITEM_BYTES = 10 * MIB;
const CONNECTIONS = 8;
const SAMPLE_MS = 100;
/** Resident memory may be a quarter over the limit, and what an empty process and requests under way take. */
const ALLOWED_SHARE = 1.25;
const ALLOWED_BYTES = 100 * MIB;

export const memoryUnderOverload: Benchmark = {
  name: "memory-under-overload",
  question: "Does the process stay within its limit when ten times as much is offered?",
  method:
    "The server with max_cache_size 256MB is offered 2.5 GiB over 8 connections, values of 10 B to 10 MiB, evenly spread over the logarithm of their size. Resident memory ten times a second and the kernel's own peak; allowed: 1.25 times the limit and 100 MiB. One run.",
  run: (context) => context.withCleanup((cleanup) => measure(context, cleanup)),
};

async function measure(context: BenchContext, cleanup: Cleanup): Promise<Row[]> {
  const maxBytes = context.size(MAX_CACHE_BYTES, QUICK_MAX_CACHE_BYTES);
  const allowedBytes = maxBytes * ALLOWED_SHARE + ALLOWED_BYTES;
  const load = new LoadProcess(context, cleanup);
  const server = await startSignalbox(context, cleanup, { max_cache_size: `${maxBytes}B` });
  const startBytes = server.rssBytes();
  const sampler = sampleRss(server);
  context.progress(`${(OFFERED_TIMES * maxBytes) / MIB} MiB of sets`);
  const { sets, seconds } = await load.run({
    kind: "overload",
    port: server.port,
    minBytes: 10,
    // A body is larger than its data; the largest item is still accepted.
    maxBytes: MAX_ITEM_BYTES,
    totalBytes: OFFERED_TIMES * maxBytes,
    connections: CONNECTIONS,
    seed: 1,
  });
  const sampledBytes = await sampler.stop();
  const peakBytes = Math.max(server.peakRssBytes(), ...sampledBytes);
  const endBytes = server.rssBytes();
  return [
    {
      id: "overload.peak",
      name: "peak resident memory",
      value: peakBytes / MIB,
      unit: "MiB",
      bar: { limit: allowedBytes / MIB, of: "value" },
      note: `${mib(startBytes)} at the start, ${mib(endBytes)} at the end; ${sets} sets in ${seconds.toFixed(1)} s`,
    },
  ];
}

/** Resident memory every 100 ms until stopped. */
function sampleRss(server: ServerProcess): { stop(): Promise<number[]> } {
  const samples: number[] = [];
  let isOver = false;
  const loop = async (): Promise<void> => {
    while (!isOver) {
      samples.push(server.rssBytes());
      await sleep(SAMPLE_MS);
    }
  };
  const ended = loop();
  return {
    stop: async () => {
      isOver = true;
      await ended;
      return samples;
    },
  };
}

function mib(bytes: number): string {
  return `${Math.round(bytes / MIB)} MiB`;
}
