import type { EvaluationContext } from "./context.js";
import { add, fromJson, multiply, worth, type LuaNumber } from "./lua-number.js";
import { findMetrics, numberAt } from "./metrics.js";

export interface BandwidthOptions {
  readonly host: string | undefined;
  readonly averageBitrate: LuaNumber;
  readonly routers: LuaNumber;
  readonly margin: LuaNumber;
}

export interface InterfaceOptions extends BandwidthOptions {
  readonly interface: string;
}

export interface CustomOptions extends BandwidthOptions {
  readonly bitrateVar: string;
  /** A path, or the capacity itself. */
  readonly capacityVar: string | LuaNumber | undefined;
}

interface Usage {
  readonly current: LuaNumber | undefined;
  readonly capacity: LuaNumber | undefined;
}

/** What the clients redirected since the last metrics will add (reference cdn-router 5.6). */
function predicted(context: EvaluationContext, options: BandwidthOptions, current: LuaNumber) {
  const name = options.host ?? context.host?.names[0];
  const recent = name === undefined ? 0 : context.recentConnections(name);
  return add(current, multiply(multiply(recent, options.averageBitrate), options.routers));
}

function interfaceUsage(
  context: EvaluationContext,
  name: string,
  options: InterfaceOptions,
): Usage {
  const metrics = findMetrics(context, name, options.host);
  const path = metrics && [metrics.key, "per_interface_metrics", options.interface];
  const current = path && numberAt(context, [...path, "megabits_sent_rate"]);
  const capacity = path && numberAt(context, [...path, "speed"]);
  if (current === undefined)
    context.warn(`${name}: no sending rate of interface '${options.interface}'`);
  return {
    current: current === undefined ? undefined : fromJson(current),
    capacity: capacity === undefined ? undefined : fromJson(capacity),
  };
}

/** Notes every key that a dotted path may mean, then resolves it. */
export function resolveNoted(context: EvaluationContext, path: string) {
  const { reads } = context;
  if (reads !== undefined) {
    reads.note(path);
    for (
      let dot = path.lastIndexOf(".");
      dot >= 0;
      dot = dot === 0 ? -1 : path.lastIndexOf(".", dot - 1)
    )
      reads.note(path.slice(0, dot));
    reads.paths?.push([path]);
  }
  return context.input.resolve(path);
}

function customNumber(context: EvaluationContext, name: string, path: string | LuaNumber) {
  if (typeof path !== "string") return path;
  const value = resolveNoted(context, path);
  if (typeof value === "number") return fromJson(value);
  context.warn(`${name}: no number at '${path}'`);
  return undefined;
}

const bitrate = (context: EvaluationContext, options: BandwidthOptions, { current }: Usage) =>
  current === undefined ? 0 : predicted(context, options, current);

function hasRoom(context: EvaluationContext, options: BandwidthOptions, usage: Usage): 0 | 1 {
  const { current, capacity } = usage;
  if (current === undefined || capacity === undefined) return 0;
  const needed = add(predicted(context, options, current), options.margin);
  return worth(needed) < worth(capacity) ? 1 : 0;
}

export const hostBitrate = (context: EvaluationContext, options: InterfaceOptions): LuaNumber =>
  bitrate(context, options, interfaceUsage(context, "host_bitrate", options));

export const hostHasBandwidth = (context: EvaluationContext, options: InterfaceOptions): 0 | 1 =>
  hasRoom(context, options, interfaceUsage(context, "host_has_bw", options));

export const customBitrate = (context: EvaluationContext, options: CustomOptions): LuaNumber =>
  bitrate(context, options, {
    current: customNumber(context, "host_bitrate_custom", options.bitrateVar),
    capacity: undefined,
  });

export function customHasBandwidth(context: EvaluationContext, options: CustomOptions): 0 | 1 {
  const name = "host_has_bw_custom";
  return hasRoom(context, options, {
    current: customNumber(context, name, options.bitrateVar),
    capacity: customNumber(context, name, options.capacityVar ?? 0),
  });
}
