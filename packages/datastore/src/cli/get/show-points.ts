import { printable } from "@signalbox/command-line";
import type { DataSeries } from "@signalbox/monitoring-model";
import { columns } from "../show/columns.js";
import { instant } from "../show/instant.js";

const TITLES = ["event", "id", "points", "first", "last", "value", "units"];

/** A line for each series: how many points, and the newest. */
export function showPoints(items: readonly DataSeries[]): string {
  if (items.length === 0) return "no points\n";
  return columns([TITLES, ...items.map(row)]);
}

function row({ event, objectId, ts, values, units }: DataSeries): readonly string[] {
  let first = Infinity;
  let last = -Infinity;
  let value = NaN;
  for (const [at, time] of ts.entries()) {
    first = Math.min(first, time);
    if (time >= last) {
      last = time;
      value = values[at] ?? NaN;
    }
  }
  const about = [printable(event), printable(objectId), String(ts.length)];
  if (ts.length === 0) return about;
  return [...about, instant(first), instant(last), String(value), printable(units ?? "")];
}
