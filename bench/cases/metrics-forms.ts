import type { LoadProcess } from "../load/load-process.js";
import type { MetricsForm } from "../load/tasks.js";

const MAX_CACHES_PER_POST = 100;
const CONNECTIONS = 8;

/** What agents send to us or to Telegraf: one cache to a POST, line protocol, not compressed. */
export function agentLines(port: number, caches: number): MetricsForm {
  const path = "/write?db=telegraf";
  return { port, path, format: "line", isGzip: false, caches, cachesPerPost: 1 };
}

/** Gives a router the metrics of all its caches. */
export async function feedMetrics(load: LoadProcess, port: number, caches: number): Promise<void> {
  const cachesPerPost = Math.min(MAX_CACHES_PER_POST, caches);
  const form = { ...agentLines(port, caches), cachesPerPost };
  await load.run({ kind: "ingest", ...form, rounds: 1, connections: CONNECTIONS });
}
