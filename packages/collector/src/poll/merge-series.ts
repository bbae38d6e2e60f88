import type { Steps } from "@signalbox/clock";
import type { DataSeries } from "@signalbox/monitoring-model";

const ITEMS_PER_STEP = 5_000;
const POINTS_PER_STEP = 20_000;
/** Points that are sorted in one go. */
const RUN_POINTS = 4_096;

/**
 * One item for each series, ascending; of points of the same time the order stays. A store may send a series in as many items, and its
 * points in any order, as fit into a reply: the work is proportional to that and done in steps.
 */
export function* mergeSeries(items: readonly DataSeries[]): Steps<readonly DataSeries[]> {
  const bySeries = new Map<string, DataSeries[]>();
  for (const [at, item] of items.entries()) {
    const key = `${item.event}\n${item.objectId}`;
    const others = bySeries.get(key);
    if (others === undefined) bySeries.set(key, [item]);
    else others.push(item);
    if (at % ITEMS_PER_STEP === ITEMS_PER_STEP - 1) yield;
  }
  const merged: DataSeries[] = [];
  for (const same of bySeries.values()) {
    const item = yield* joined(same);
    merged.push(isAscending(item.ts) ? item : yield* sorted(item));
    yield;
  }
  return merged;
}

function* joined(items: readonly DataSeries[]): Steps<DataSeries> {
  const [first] = items;
  if (first === undefined) throw new RangeError("a series has no items");
  if (items.length === 1) return first;
  const ts: number[] = [];
  const values: number[] = [];
  let next = POINTS_PER_STEP;
  for (const item of items) {
    for (let at = 0; at < item.ts.length; at += 1) {
      ts.push(item.ts[at] ?? 0);
      values.push(item.values[at] ?? 0);
    }
    if (ts.length < next) continue;
    next = ts.length + POINTS_PER_STEP;
    yield;
  }
  return { ...first, ts, values };
}

function isAscending(ts: readonly number[]): boolean {
  for (let at = 1; at < ts.length; at += 1) if ((ts[at] ?? 0) < (ts[at - 1] ?? 0)) return false;
  return true;
}

function* sorted(item: DataSeries): Steps<DataSeries> {
  const order = yield* sortedOrder(item.ts);
  const ts: number[] = [];
  const values: number[] = [];
  for (const from of order) {
    ts.push(item.ts[from] ?? 0);
    values.push(item.values[from] ?? 0);
    if (ts.length % POINTS_PER_STEP === 0) yield;
  }
  return { ...item, ts, values };
}

/** Places in ascending order of their times: runs that are sorted in one go, then merged with each other, longer and longer ones. */
function* sortedOrder(ts: readonly number[]): Steps<Uint32Array> {
  let order = Uint32Array.from(ts, (_, at) => at);
  for (let at = 0; at < order.length; at += RUN_POINTS) {
    order.subarray(at, at + RUN_POINTS).sort((one, other) => (ts[one] ?? 0) - (ts[other] ?? 0));
    yield;
  }
  let merged = new Uint32Array(order.length);
  for (let width = RUN_POINTS; width < order.length; width *= 2) {
    for (let at = 0; at < order.length; at += 2 * width) {
      yield* mergeRuns(ts, { from: order, to: merged }, { start: at, width });
    }
    [order, merged] = [merged, order];
  }
  return order;
}

function* mergeRuns(
  ts: readonly number[],
  { from, to }: { readonly from: Uint32Array; readonly to: Uint32Array },
  { start, width }: { readonly start: number; readonly width: number },
): Steps<void> {
  const middle = Math.min(start + width, from.length);
  const end = Math.min(middle + width, from.length);
  let [left, right] = [start, middle];
  for (let at = start; at < end; at += 1) {
    const isLeft =
      right >= end || (left < middle && (ts[from[left] ?? 0] ?? 0) <= (ts[from[right] ?? 0] ?? 0));
    to[at] = (isLeft ? from[left++] : from[right++]) ?? 0;
    if (at % POINTS_PER_STEP === POINTS_PER_STEP - 1) yield;
  }
}
