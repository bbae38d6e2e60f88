import type { LockRow } from "../admin/admin-replies.js";
import { humanBytes, humanSeconds, printable } from "../show/human.js";
import { table } from "../show/table.js";
import type { Shell } from "../shell.js";
import type { RatedName, Rates, Sample } from "./sample.js";

/** Lines above the table of locks. */
const HEAD_LINES = 6;

function rate(rates: Rates, name: RatedName): string {
  const perSecond = rates[name];
  return perSecond === undefined ? "-" : `${perSecond.toFixed(1)}/s`;
}

function hitShare(rates: Rates): string {
  const { hits, misses } = rates;
  if (hits === undefined || misses === undefined || hits + misses === 0) return "-";
  return `${((hits / (hits + misses)) * 100).toFixed(1)} %`;
}

function headLines({ status }: Sample, rates: Rates, server: string): readonly string[] {
  const count = (name: string): string => status.number(name)?.toString() ?? "-";
  const size = humanBytes(status.number("cache_size") ?? 0);
  const full = status.number("cache_percent")?.toFixed(1) ?? "-";
  const up = humanSeconds(status.number("uptime") ?? 0);
  const version = printable(status.text("version") ?? "");
  return [
    `cache manager ${server} ${version}, up ${up}`.replace(/ +,/, ","),
    `items ${count("cache_items")}, ${size}, ${full} % full, peers ${status.peers}, ${status.peersDown} down`,
    `hits ${rate(rates, "hits")}, misses ${rate(rates, "misses")}, hit ratio ${hitShare(rates)}`,
    `locks ${count("locks")}, waiters ${count("waiters")}, granted ${rate(rates, "lock_grants")}, ` +
      `leases run out ${rate(rates, "lock_expiries")}, waits run out ${rate(rates, "wait_timeouts")}, ` +
      `evictions ${rate(rates, "evictions")}`,
  ];
}

const COLUMNS = [
  { title: "WAITERS", align: "right" },
  { title: "HELD", align: "right" },
  { title: "LEASE", align: "right" },
  { title: "NAMESPACE" },
  { title: "KEY" },
] as const;

function cells(lock: LockRow): readonly string[] {
  return [
    String(lock.waiters),
    humanSeconds(lock.heldFor),
    humanSeconds(lock.leaseLeft),
    printable(lock.namespace),
    printable(lock.key),
  ];
}

/** How many locks fit on a screen of `rows` lines. */
export function lockRowsFor(rows: number): number {
  return Math.max(rows - HEAD_LINES - 1, 1);
}

/** One screen of `top`: totals, rates since the last look, and the locks most are waiting for. */
export function renderFrame(
  sample: Sample,
  rates: Rates,
  options: { readonly shell: Shell; readonly server: string },
): string {
  const { shell, server } = options;
  const shown = sample.locks.slice(0, lockRowsFor(shell.stdout.rows));
  const locks = table(COLUMNS, shown.map(cells), shell);
  return `${headLines(sample, rates, server).join("\n")}\n\n${locks}`;
}
