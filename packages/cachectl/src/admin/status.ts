import { jsonOption, type CommandSpec } from "@signalbox/command-line";
import { connectionFrom, connectionOptions } from "../args/connection.js";
import { simpleCommand } from "../args/simple-command.js";
import { exitCode } from "../exit-code.js";
import { humanBytes, humanSeconds, printable } from "../show/human.js";
import { table } from "../show/table.js";
import { withAdminClient } from "./admin-client.js";
import type { CacheStatus } from "./admin-replies.js";
import { hitPercent } from "./hit-percent.js";

export const statusSpec: CommandSpec = {
  name: "status",
  summary: "Show what the cache manager holds and how it is used.",
  operands: [],
  options: [jsonOption, ...connectionOptions],
  notes: `
--json prints the server's reply as it is.

Exit code: 0 shown, 1 failed, 2 wrong command line.
`,
};

function sized(status: CacheStatus, name: string): string | undefined {
  const bytes = status.number(name);
  return bytes === undefined ? undefined : humanBytes(bytes);
}

function counted(status: CacheStatus, name: string): string | undefined {
  return status.number(name)?.toString();
}

function percent(value: number | undefined): string | undefined {
  return value === undefined ? undefined : `${value.toFixed(1)} %`;
}

function uptime(status: CacheStatus): string | undefined {
  const seconds = status.number("uptime");
  return seconds === undefined ? undefined : humanSeconds(seconds);
}

/** What is shown, top to bottom; rows the server has nothing for are left out. */
function lines(status: CacheStatus): readonly (readonly [string, string | undefined])[] {
  return [
    ["version", status.text("version")],
    ["ref", status.text("ref")],
    ["uptime", uptime(status)],
    ["items", counted(status, "cache_items")],
    ["size", sized(status, "cache_size")],
    ["full", percent(status.number("cache_percent"))],
    ["largest item", sized(status, "max_item_size")],
    ["hits", counted(status, "hits")],
    ["misses", counted(status, "misses")],
    ["hit ratio", percent(hitPercent(status))],
    ["locks held", counted(status, "locks")],
    ["waiters", counted(status, "waiters")],
    ["locks granted", counted(status, "lock_grants")],
    ["leases run out", counted(status, "lock_expiries")],
    ["holders lost", counted(status, "lock_disconnects")],
    ["waits run out", counted(status, "wait_timeouts")],
    ["evictions", counted(status, "evictions")],
    ["peers", `${status.peers}, ${status.peersDown} down`],
  ];
}

/** `cachectl status`. */
export const statusCommand = simpleCommand(statusSpec, async (args, shell) => {
  const status = await withAdminClient(connectionFrom(args, shell.env), shell, (client) =>
    client.status(),
  );
  if (args.switches.has("json")) {
    await shell.stdout.write(`${JSON.stringify(status.raw)}\n`);
    return exitCode.ok;
  }
  const rows = lines(status).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, printable(value)]],
  );
  await shell.stdout.write(table([{ title: "WHAT" }, { title: "VALUE" }], rows, shell));
  return exitCode.ok;
});
