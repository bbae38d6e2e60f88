import type { Machine } from "../framework/machine.js";
import type { Installed } from "../peers/installed.js";

/** The machine and the peers, one line each. */
export function environmentLines(machine: Machine, installed: Installed): string[] {
  return [
    `Machine: ${machine.cores} x ${machine.cpuModel}, ${machine.memoryGib} GiB, ${machine.distribution}, ${machine.kernel}`,
    `Node ${machine.node}, V8 ${machine.v8}`,
    `Redis: ${redisVersion(installed.redis)}`,
    `Python: ${installed.python ?? "not installed"}`,
    `plugnpy: ${installed.plugnpy?.version ?? "not installed"}`,
    `The vendor's own cache manager: not installed (no public package)`,
    `nginx: ${nginxVersion(installed.nginx)}`,
    `HAProxy: ${installed.haproxy ?? "not installed"}`,
    `PostgreSQL: ${installed.postgres?.version ?? "not installed"}`,
    `Telegraf: ${installed.telegraf?.version ?? "not installed"}`,
    `Load average before the run: ${machine.loadAverage.toFixed(1)}`,
    `Pinning: ${pinning(machine, installed)}`,
  ];
}

function redisVersion(line: string | undefined): string {
  return line === undefined ? "not installed" : (/v=(\S+)/.exec(line)?.[1] ?? line);
}

function nginxVersion(nginx: Installed["nginx"]): string {
  if (nginx === undefined) return "not installed";
  return `${nginx.version}, ${nginx.luaModules === undefined ? "without" : "with"} its Lua module`;
}

function pinning(machine: Machine, installed: Installed): string {
  if (installed.taskset === undefined) return "none, taskset is not installed";
  return machine.cores > 1 ? "servers on core 0, load on core 1" : "none, there is one core";
}
