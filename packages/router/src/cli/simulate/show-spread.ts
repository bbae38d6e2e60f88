import { printable } from "@signalbox/command-line";
import type { Colours } from "../show/colours.js";
import { table, type Column } from "../show/table.js";
import type { OtherOutcome, Spread } from "./spread.js";

const PERCENT = 100;
const COLUMNS: readonly Column[] = [
  { title: "HOST", align: "left" },
  { title: "REQUESTS", align: "right" },
  { title: "SHARE", align: "right" },
  { title: "IDEAL", align: "right" },
];

const OTHERS: readonly (readonly [OtherOutcome, string])[] = [
  ["no_host", "found no host (503)"],
  ["refused", "refused (400 or 405)"],
  ["dropped", "dropped without an answer"],
  ["not_routed", "OPTIONS, answered without a host"],
  ["unreadable", "lines that are no requests"],
];

/** The distribution as a table, and below it what went to no host. */
export function showSpread(spread: Spread, colours: Colours): string {
  const rows = spread.hosts.map(({ host, requests, share, ideal_share }) => [
    printable(host),
    `${requests}`,
    percent(share),
    ideal_share === undefined ? "-" : percent(ideal_share),
  ]);
  const others = OTHERS.flatMap(([outcome, text]) =>
    spread[outcome] === 0 ? [] : [`${spread[outcome]} ${text}\n`],
  );
  return `${table(COLUMNS, rows, colours)}\n${spread.requests} requests\n${others.join("")}`;
}

const percent = (share: number): string => `${(share * PERCENT).toFixed(2)} %`;
