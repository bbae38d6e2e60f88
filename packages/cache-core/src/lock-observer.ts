import type { LockTarget } from "./asker.js";
import type { QuotaReason } from "./lock-quota.js";

/** Why a lock was granted. */
export type GrantCause =
  | "miss"
  | "refresh"
  | "again"
  | "expired"
  | "disconnected"
  | "released"
  | "refused"
  | "wait_timeout";
/** How a wait ended. */
export type WaitEnd = "value" | "lock" | "timeout" | "refused" | "gone" | "stopped";

/** What the locks tell as it happens. */
export interface LockObserver {
  onGranted(cause: GrantCause): void;
  /** A lease ended unfilled. `heldMs`: since the grant. */
  onLeaseEnded(target: LockTarget, heldMs: number): void;
  /** A holder's connection ended before it filled the key. */
  onHolderGone(target: LockTarget, heldMs: number): void;
  onWaitEnded(end: WaitEnd, waitedMs: number): void;
  /** `heldMs`: from the grant to the set. */
  onFilled(heldMs: number): void;
  onQuotaReached(reason: QuotaReason): void;
}
