import { certainHolds, epochOf, isVisible, mayRightlyEnd, type Hold } from "./holds.js";
import { byTarget, latestMs, type Operation, type Violation } from "./operation.js";

/** Operations that touch a key, beside those of all clients that say something about every key. */
function groups(operations: readonly Operation[]): Operation[][] {
  const deaths = operations.filter(({ kind }) => kind === "death");
  const others = operations.filter(({ kind }) => kind !== "death");
  return byTarget(others).map((group) => [...group, ...deaths]);
}

function overlapsIn(holds: readonly Hold[]): Violation[] {
  const visible = holds.filter(isVisible).sort((a, b) => a.fromMs - b.fromMs);
  const violations: Violation[] = [];
  let longest: Hold | undefined;
  for (const hold of visible) {
    if (longest && hold.epoch !== longest.epoch && hold.fromMs < longest.untilMs) {
      violations.push({
        rule: "exclusivity",
        text: `epoch ${hold.epoch} was held while epoch ${longest.epoch} was in force`,
        operations: [longest.grant, hold.grant],
      });
    }
    if (!longest || hold.untilMs > longest.untilMs) longest = hold;
  }
  return violations;
}

/** No two grants of one key are certainly in force at the same time. */
export function exclusivity(operations: readonly Operation[]): Violation[] {
  return groups(operations).flatMap((group) => overlapsIn(certainHolds(group)));
}

/** How many grants there were, and of how many `exclusivity` can say something. */
export function visibleGrants(operations: readonly Operation[]): { all: number; visible: number } {
  const holds = groups(operations).flatMap((group) => certainHolds(group));
  return { all: holds.length, visible: holds.filter(isVisible).length };
}

function disorderIn(group: readonly Operation[]): Violation[] {
  const grants = group.filter(({ kind, result }) => kind === "get" && result === "lock");
  const byEnd = [...grants].sort((a, b) => latestMs(a) - latestMs(b));
  const byStart = [...grants].sort((a, b) => a.startMs - b.startMs);
  const violations: Violation[] = [];
  let over = 0;
  let highest: Operation | undefined;
  for (const grant of byStart) {
    for (let next = byEnd[over]; next && latestMs(next) < grant.startMs; next = byEnd[++over]) {
      if (!highest || epochOf(next) > epochOf(highest)) highest = next;
    }
    if (highest && epochOf(highest) >= epochOf(grant)) {
      violations.push({
        rule: "epoch order",
        text: `epoch ${epochOf(grant)} was granted after epoch ${epochOf(highest)}`,
        operations: [highest, grant],
      });
    }
  }
  return violations;
}

function repeatedIn(operations: readonly Operation[]): Violation[] {
  const seen = new Map<number, Operation>();
  const violations: Violation[] = [];
  for (const grant of operations) {
    if (grant.result !== "lock") continue;
    const first = seen.get(epochOf(grant));
    if (first) {
      const text = `epoch ${epochOf(grant)} was granted twice`;
      violations.push({ rule: "epoch order", text, operations: [first, grant] });
    }
    seen.set(epochOf(grant), grant);
  }
  return violations;
}

/** A later grant of a key has the higher epoch, and no epoch is granted twice, whatever the key. */
export function epochOrder(operations: readonly Operation[]): Violation[] {
  return [...byTarget(operations).flatMap(disorderIn), ...repeatedIn(operations)];
}

/** What makes it certain that a set with an older token came too late. */
function supersedes(set: Operation, holds: readonly Hold[], sets: readonly Operation[]) {
  const endMs = latestMs(set);
  const hold = holds.find(
    ({ epoch, fromMs, untilMs }) =>
      epoch > epochOf(set) && fromMs <= set.startMs && untilMs >= endMs,
  );
  if (hold) return hold.grant;
  return sets.find(
    (other) =>
      other.result === "stored" &&
      epochOf(other) > epochOf(set) &&
      latestMs(other) < set.startMs &&
      other.startMs + (other.ttlMs ?? 0) > endMs,
  );
}

/**
 * No set is stored with a token of an older grant while a newer one is certainly in force, or while the data of a newer one
 * is certainly fresh. A late set into a key that has neither is allowed.
 */
export function fencing(operations: readonly Operation[]): Violation[] {
  return groups(operations).flatMap((group) => {
    const holds = certainHolds(group, mayRightlyEnd);
    const sets = group.filter(({ kind }) => kind === "set");
    return sets.flatMap((set): Violation[] => {
      if (set.result !== "stored" || set.epoch === undefined) return [];
      const newer = supersedes(set, holds, sets);
      if (!newer) return [];
      const text = `a set with epoch ${set.epoch} was stored after epoch ${epochOf(newer)}`;
      return [{ rule: "fencing", text, operations: [newer, set] }];
    });
  });
}
