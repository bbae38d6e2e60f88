import type {
  GrantCause,
  LockObserver,
  LockTarget,
  QuotaReason,
  StoreObserver,
  WaitEnd,
} from "@signalbox/cache-core";

/** Why a request was refused; a closed set, fit for a metric label. */
export type RefusedReason = QuotaReason | "oversize" | "malformed" | "namespace" | "stale_token";

const GRANT_CAUSES: readonly GrantCause[] = [
  "miss",
  "refresh",
  "again",
  "expired",
  "disconnected",
  "released",
  "refused",
  "wait_timeout",
];
const REFUSED_REASONS: readonly RefusedReason[] = [
  "locks",
  "namespace_locks",
  "waiters",
  "namespace_waiters",
  "key_waiters",
  "oversize",
  "malformed",
  "namespace",
  "stale_token",
];

/** Why a lock ended without a value. */
export type LostCause = "expired" | "disconnected";

/** Told of each lock that ended without a value. `heldMs`: since its grant. */
export type OnLockLost = (cause: LostCause, target: LockTarget, heldMs: number) => void;

/** What is told of a wait or a fill as it ends; the shell makes histograms of it. */
export interface DurationObserver {
  onWaitEnded(end: WaitEnd, waitedMs: number): void;
  onFilled(heldMs: number): void;
}

/** Plain numbers that the hot path can count in for next to nothing; metrics and status read them when asked. */
export class CacheCounts implements LockObserver, StoreObserver {
  hits = 0;
  staleHits = 0;
  misses = 0;
  sets = 0;
  evictions = 0;
  expirations = 0;
  lockExpiries = 0;
  lockDisconnects = 0;
  waitTimeouts = 0;
  largestItemBytes = 0;
  readonly grants = new Map<GrantCause, number>(GRANT_CAUSES.map((cause) => [cause, 0]));
  readonly refused = new Map<RefusedReason, number>(REFUSED_REASONS.map((reason) => [reason, 0]));
  readonly #durations: DurationObserver;
  readonly #onLockLost: OnLockLost | undefined;
  #quotaReached: QuotaReason | undefined;

  constructor(durations: DurationObserver, onLockLost?: OnLockLost) {
    this.#durations = durations;
    this.#onLockLost = onLockLost;
  }

  get lockGrants(): number {
    return [...this.grants.values()].reduce((sum, count) => sum + count, 0);
  }

  countRefused(reason: RefusedReason): void {
    this.refused.set(reason, (this.refused.get(reason) ?? 0) + 1);
  }

  onGranted(cause: GrantCause): void {
    this.grants.set(cause, (this.grants.get(cause) ?? 0) + 1);
  }

  onLeaseEnded(target: LockTarget, heldMs: number): void {
    this.lockExpiries++;
    this.#onLockLost?.("expired", target, heldMs);
  }

  onHolderGone(target: LockTarget, heldMs: number): void {
    this.lockDisconnects++;
    this.#onLockLost?.("disconnected", target, heldMs);
  }

  onWaitEnded(end: WaitEnd, waitedMs: number): void {
    if (end === "timeout") this.waitTimeouts++;
    this.#durations.onWaitEnded(end, waitedMs);
  }

  onFilled(heldMs: number): void {
    this.#durations.onFilled(heldMs);
  }

  onQuotaReached(reason: QuotaReason): void {
    this.countRefused(reason);
    this.#quotaReached = reason;
  }

  /** The limit that was reached since the last call of this, if any: asked after each read, it tells of that read. */
  takeQuotaReached(): QuotaReason | undefined {
    const reason = this.#quotaReached;
    this.#quotaReached = undefined;
    return reason;
  }

  onEvicted(): void {
    this.evictions++;
  }

  onExpired(): void {
    this.expirations++;
  }
}
