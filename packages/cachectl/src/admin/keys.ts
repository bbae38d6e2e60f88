import { countOption, jsonOption, textOption, type CommandSpec } from "@signalbox/command-line";
import { connectionFrom, connectionOptions } from "../args/connection.js";
import { simpleCommand } from "../args/simple-command.js";
import { exitCode } from "../exit-code.js";
import { humanBytes, humanSeconds, printable } from "../show/human.js";
import { table } from "../show/table.js";
import { MAX_PAGE_ROWS, withAdminClient, type AdminClient } from "./admin-client.js";
import type { KeyRow } from "./admin-replies.js";

const DEFAULT_ROWS = 1000;
const MAX_ROWS = 1_000_000;

export const keysSpec: CommandSpec = {
  name: "keys",
  summary: "List the keys, with size, age and time to live.",
  operands: [],
  options: [
    {
      name: "match",
      value: "TEXT",
      description:
        "Only keys that contain this text. The server's list is read until enough are found.",
    },
    { name: "limit", value: "COUNT", description: `Most keys shown; default ${DEFAULT_ROWS}.` },
    jsonOption,
    ...connectionOptions,
  ],
  notes: `
Namespaces are shown masked. Without encryption all are listed; with it, only what the namespace
token may see: its own, or all with one from cachectl env --admin. The list is read page by page: a
key that comes or goes meanwhile may be missing.

Exit code: 0 shown, 1 failed, 2 wrong command line.
`,
};

interface Wanted {
  readonly limit: number;
  readonly match: string;
}

/** @returns at most `limit` rows, and whether there are more. */
async function collect(client: AdminClient, { limit, match }: Wanted) {
  const rows: KeyRow[] = [];
  let cursor: string | null = null;
  do {
    const page = await client.keys(cursor, Math.min(MAX_PAGE_ROWS, limit + 1));
    rows.push(...page.keys.filter(({ key }) => key.includes(match)));
    // A server that repeats its cursor would keep us here for ever.
    cursor = page.cursor === cursor ? null : page.cursor;
  } while (cursor !== null && rows.length <= limit);
  return { keys: rows.slice(0, limit), truncated: rows.length > limit || cursor !== null };
}

const COLUMNS = [
  { title: "NAMESPACE" },
  { title: "KEY" },
  { title: "SIZE", align: "right" },
  { title: "AGE", align: "right" },
  { title: "TTL", align: "right" },
] as const;

function cells(row: KeyRow): readonly string[] {
  return [
    printable(row.namespace),
    printable(row.key),
    humanBytes(row.bytes),
    humanSeconds(row.age),
    row.stale ? "stale" : humanSeconds(row.ttl),
  ];
}

/** `cachectl keys`. */
export const keysCommand = simpleCommand(keysSpec, async (args, shell) => {
  const limit = countOption(args, "limit", { min: 1, max: MAX_ROWS }) ?? DEFAULT_ROWS;
  const match = textOption(args, "match") ?? "";
  const found = await withAdminClient(connectionFrom(args, shell.env), shell, (client) =>
    collect(client, { limit, match }),
  );
  if (args.switches.has("json")) {
    await shell.stdout.write(`${JSON.stringify(found)}\n`);
    return exitCode.ok;
  }
  await shell.stdout.write(table(COLUMNS, found.keys.map(cells), shell));
  if (found.truncated) {
    await shell.stderr.write(`cachectl: there are more keys than ${limit} (--limit)\n`);
  }
  return exitCode.ok;
});
