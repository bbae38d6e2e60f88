import type { Stamp } from "./field-state.js";
import type { HostState } from "./host-table.js";
import { SPEED } from "./measurements.js";
import { asNumber, type SampleValue } from "./sample-value.js";
import type { SeriesState } from "./series-state.js";

/** A branch of a host's tree; without a prototype, so that any name is a plain key. */
export interface Tree {
  [key: string]: number | boolean | Tree;
}

/** What the drivers of interfaces without a known speed tell: -1, or the same in 32 bits without a sign. */
const UNKNOWN_SPEED = 2 ** 32 - 1;

export function emptyTree(): Tree {
  // An object literal would have a prototype, and with it the key `__proto__`. Taken away afterwards, because the engine makes a
  // slow table of keys of what begins without one, and the branches of all hosts are alike.
  return Object.setPrototypeOf({}, null) as Tree;
}

function branchOf(tree: Tree, key: string): Tree {
  const found = tree[key];
  if (typeof found === "object") return found;
  const branch = emptyTree();
  tree[key] = branch;
  return branch;
}

function leaf(value: SampleValue): number | boolean {
  return typeof value === "boolean" ? value : asNumber(value);
}

function speedIn(state: SeriesState, sinceMs: number): number | undefined {
  const field = state.fields.get(SPEED);
  if (!field || field.stamp.nowMs < sinceMs) return undefined;
  const speed = asNumber(field.value);
  return speed >= 0 && speed < UNKNOWN_SPEED ? speed : undefined;
}

/** The speed `net` tells, or the one of `ethtool` when `net` does not know it. Source: configuration-and-telegraf 2.4. */
function speedOf(host: HostState, part: string, sinceMs: number): number | undefined {
  let other: number | undefined;
  for (const state of host.series) {
    if (state.part !== part || state.rule.branch !== "per_interface_metrics") continue;
    const speed = speedIn(state, sinceMs);
    if (speed === undefined) continue;
    if (state.series.measurement === "net") return speed;
    other = speed;
  }
  return other;
}

export interface TreeOptions {
  /** Which fields of a series to show, by their samples' stamps. */
  readonly includes: (state: SeriesState) => (stamp: Stamp) => boolean;
  /** A speed received before this monotonic time is not known any more. */
  readonly speedsSinceMs: number;
}

function addSeries(tree: Tree, host: HostState, state: SeriesState, options: TreeOptions): void {
  const { branch } = state.rule;
  if (branch === undefined) return;
  const isIncluded = options.includes(state);
  let place: Tree | undefined;
  let isTouched = false;
  for (const field of state.fields.values()) {
    if (!isIncluded(field.stamp)) continue;
    isTouched = true;
    const { treeName } = field;
    if (treeName === undefined) continue;
    place ??= placeOf(tree, branch, state.part);
    place[treeName] = leaf(field.value);
  }
  // Any news of an interface renews its speed: agents send both measurements, but maybe in two requests.
  if (!isTouched || branch !== "per_interface_metrics" || state.part === undefined) return;
  const speed = speedOf(host, state.part, options.speedsSinceMs);
  if (speed === undefined) return;
  place ??= placeOf(tree, branch, state.part);
  place[SPEED] = speed;
}

function placeOf(tree: Tree, branch: string, part: string | undefined): Tree {
  const within = branchOf(tree, branch);
  return part === undefined ? within : branchOf(within, part);
}

/** The nested object of one host, of those fields of `states` that are included. Source: the seed's example. */
export function hostTree(
  host: HostState,
  states: Iterable<SeriesState>,
  options: TreeOptions,
): Tree {
  const tree = emptyTree();
  for (const state of states) addSeries(tree, host, state, options);
  if (host.newest) tree["timestamp"] = host.newest.seconds;
  return tree;
}
