import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BenchContext, Cleanup } from "../framework/benchmark.js";
import { scratchFolder } from "./scratch.js";
import { freePort, startSilent, type ServerProcess } from "./servers.js";

/** HAProxy with one thread, without a log. `rules` are the lines of its frontend. */
export async function startHaproxy(
  context: BenchContext,
  cleanup: Cleanup,
  rules: readonly string[],
): Promise<ServerProcess> {
  const port = await freePort();
  const file = join(scratchFolder(cleanup), "haproxy.cfg");
  writeFileSync(file, configuration(port, rules));
  const command = { command: "haproxy", args: ["-db", "-f", file] };
  return startSilent(context, cleanup, "haproxy", command, port);
}

function configuration(port: number, rules: readonly string[]): string {
  return `global
  nbthread 1
  maxconn 1000
defaults
  mode http
  timeout client 600s
  timeout server 600s
  timeout connect 5s
  timeout http-keep-alive 600s
frontend clients
  bind 127.0.0.1:${port}
${rules.map((rule) => `  ${rule}`).join("\n")}
`;
}
