import type { SelectionInputLimits } from "./limits.js";
import type { Node } from "./node.js";
import type { Part } from "./part.js";
import type { Refusal } from "./refusal.js";

/** A host's data before and after a message. */
export interface HostChange {
  readonly host: string;
  readonly stored: Node | undefined;
  readonly node: Node | undefined;
}

/** Why the change does not fit the limits of the timestamped part, or `undefined`. */
export function overLimit(
  change: HostChange,
  { part, limits, nowMs }: { part: Part; limits: SelectionInputLimits; nowMs: number },
): Refusal | undefined {
  const { host, node } = change;
  if (node === undefined) return undefined;
  const { maxLeavesPerHost } = limits;
  if (node.leaves > maxLeavesPerHost) {
    const what = `${node.leaves} values, limit is ${maxLeavesPerHost} (maxLeavesPerHost)`;
    return { reason: "too_many_leaves", what, path: [host] };
  }
  if (partOverLimit(change, part, limits) === undefined) return undefined;
  // What is due and not swept yet must not keep live data out.
  part.settleAll(nowMs);
  return partOverLimit(change, part, limits);
}

function partOverLimit(
  { host, stored, node }: HostChange,
  { sizes }: Part,
  limits: SelectionInputLimits,
): Refusal | undefined {
  const bounds = [
    {
      growth: stored === undefined ? 1 : 0,
      held: sizes.keys,
      limit: "maxHosts",
      reason: "too_many_hosts",
    },
    {
      growth: (node?.leaves ?? 0) - (stored?.leaves ?? 0),
      held: sizes.leaves,
      limit: "maxTimestampedLeaves",
      reason: "too_many_leaves",
    },
    {
      growth: (node?.objects ?? 0) - (stored?.objects ?? 0),
      held: sizes.objects,
      limit: "maxTimestampedObjects",
      reason: "too_many_objects",
    },
  ] as const;
  const broken = bounds.find(
    ({ growth, held, limit }) => growth > 0 && held + growth > limits[limit],
  );
  if (broken === undefined) return undefined;
  const { growth, held, limit, reason } = broken;
  const what = `${held + growth} would be held, limit is ${limits[limit]} (${limit})`;
  return { reason, what, path: [host] };
}
