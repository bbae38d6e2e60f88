import type { Row } from "../framework/benchmark.js";
import type { StampedeWay } from "../load/tasks.js";
import { numberText } from "../report/columns.js";
import { notInstalled } from "./missing-peers.js";

/** Medians of one way's runs. */
export interface MeasuredWay {
  readonly wakeP50Ms: number;
  readonly wakeP99Ms: number;
  readonly requests: number;
  readonly serverCpuMs: number;
  readonly clientCpuMs: number;
  readonly mostUpstreamCalls: number;
}

type Figure = "wakeP50Ms" | "wakeP99Ms";

const FIGURES: readonly [Figure, string][] = [
  ["wakeP50Ms", "p50"],
  ["wakeP99Ms", "p99"],
];
/** The recipes, whether ours promises to be ahead of them, and their names. */
const RECIPES: readonly { way: StampedeWay; isBarred: boolean; name: string }[] = [
  { way: "redis-poll", isBarred: true, name: "Redis, poll every 50 ms" },
  { way: "redis-publish-then-get", isBarred: true, name: "Redis, publish then GET" },
  { way: "redis-publish-value", isBarred: false, name: "Redis, publish the value" },
];
const AHEAD = { limit: 1, of: "ratio", isStrict: true } as const;

/** For each percentile: ours against each recipe, then the recipes themselves. */
export function wakeRows(callers: number, ways: ReadonlyMap<StampedeWay, MeasuredWay>): Row[] {
  const ours = ways.get("signalbox");
  if (!ours) throw new Error("the stampede on our own server was not measured");
  const wakes = FIGURES.flatMap(([figure, label]) => [
    ...RECIPES.map(({ way, isBarred, name }): Row => {
      const peer = ways.get(way);
      const id = `stampede.${callers}.${label}.${way}`;
      if (!peer) return notInstalled(id, name);
      return {
        id,
        name: `${callers} waiters, wake ${label}`,
        value: ours[figure],
        unit: "ms",
        ratio: ours[figure] / peer[figure],
        against: `${name} (${numberText(peer[figure])} ms)`,
        ...(isBarred ? { bar: AHEAD } : {}),
      };
    }),
  ]);
  return [...wakes, upstreamRow(callers, ours), ...costRows(callers, ways)];
}

function upstreamRow(callers: number, ours: MeasuredWay): Row {
  return {
    id: `stampede.${callers}.upstream`,
    name: `${callers} callers, upstream calls, most of any run`,
    value: ours.mostUpstreamCalls,
    unit: "",
    bar: { limit: 1, of: "value" },
  };
}

function costRows(callers: number, ways: ReadonlyMap<StampedeWay, MeasuredWay>): Row[] {
  const nameOf = (way: StampedeWay): string =>
    RECIPES.find((recipe) => recipe.way === way)?.name ?? "ours";
  return [...ways].map(([way, measured]) => ({
    id: `stampede.${callers}.cost.${way}`,
    name: `${callers} callers, server CPU, ${nameOf(way)}`,
    value: measured.serverCpuMs,
    unit: "ms",
    note: `${measured.requests} requests, client CPU ${numberText(measured.clientCpuMs)} ms, upstream calls ${measured.mostUpstreamCalls}`,
  }));
}
