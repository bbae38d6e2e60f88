import { latestMs, type Operation } from "./operation.js";

/** The time in which a grant was certainly in force: from when its client knew of it to the first thing that could end it. */
export interface Hold {
  readonly grant: Operation;
  readonly epoch: number;
  readonly fromMs: number;
  /** Not above `fromMs` when nothing certain can be said. */
  readonly untilMs: number;
}

/** First of the things that may have ended a grant, apart from its lease. */
function earliestEndMs(grant: Operation, operations: readonly Operation[], mayEnd: MayEnd): number {
  let earliestMs = Infinity;
  for (const operation of operations) {
    if (operation.startMs < earliestMs && mayEnd(operation, grant)) earliestMs = operation.startMs;
  }
  return earliestMs;
}

type MayEnd = (operation: Operation, grant: Operation) => boolean;

/** As `mayEnd`, if sets with an older token do what they should: nothing. */
export const mayRightlyEnd: MayEnd = (operation, grant) =>
  mayEnd(operation, grant) && !(operation.kind === "set" && epochOf(operation) < epochOf(grant));

function mayEnd(operation: Operation, grant: Operation): boolean {
  // What was over before the grant was even asked for has no say.
  if (latestMs(operation) < grant.startMs) return false;
  switch (operation.kind) {
    case "death":
      return operation.client === grant.client;
    case "release":
      return operation.result !== "not the holder" && operation.epoch === grant.epoch;
    case "set":
      return operation.result !== "superseded";
    case "get":
      return false;
  }
}

/**
 * The certain holds of one key, by epoch. A grant to a waiter came at some time during its wait; no earlier, though,
 * than the grant before it could end, which makes its hold visible where its own times alone would not. Renewals are left
 * out: they only make holds longer.
 *
 * @param operations All of one key, deaths of all clients among them.
 */
export function certainHolds(operations: readonly Operation[], isEnd: MayEnd = mayEnd): Hold[] {
  const grants = operations
    .filter(({ kind, result }) => kind === "get" && result === "lock")
    .sort((a, b) => epochOf(a) - epochOf(b));
  const holds: Hold[] = [];
  for (const grant of grants) {
    const before = holds.at(-1);
    const grantedMs = Math.min(Math.max(grant.startMs, before?.untilMs ?? 0), latestMs(grant));
    const leaseEndMs = grantedMs + (grant.leaseMs ?? 0);
    const untilMs = Math.min(leaseEndMs, earliestEndMs(grant, operations, isEnd));
    holds.push({ grant, epoch: epochOf(grant), fromMs: latestMs(grant), untilMs });
  }
  return holds;
}

export const epochOf = ({ epoch }: Operation): number => epoch ?? Number.NaN;

/** A hold of which something certain can be said. */
export const isVisible = ({ fromMs, untilMs }: Hold): boolean => untilMs > fromMs;
