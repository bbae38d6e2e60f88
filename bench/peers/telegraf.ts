import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BenchContext, Cleanup } from "../framework/benchmark.js";
import type { Telegraf } from "./installed.js";
import { scratchFolder } from "./scratch.js";
import { freePort, startSilent, type ServerProcess } from "./servers.js";

/** Telegraf that listens as InfluxDB 1.x does and throws away what it has read. */
export async function startTelegraf(
  context: BenchContext,
  cleanup: Cleanup,
  { command }: Telegraf,
): Promise<ServerProcess> {
  const port = await freePort();
  const file = join(scratchFolder(cleanup), "telegraf.conf");
  writeFileSync(file, configuration(port));
  const args = ["--quiet", "--config", file];
  return startSilent(context, cleanup, "telegraf", { command, args }, port);
}

function configuration(port: number): string {
  return `[agent]
  interval = "5s"
  flush_interval = "5s"
  metric_batch_size = 1000
  metric_buffer_limit = 100000
  omit_hostname = true
[[inputs.influxdb_listener]]
  service_address = "127.0.0.1:${port}"
[[outputs.discard]]
`;
}
