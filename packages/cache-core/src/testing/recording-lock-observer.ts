import type { LockTarget } from "../asker.js";
import type { GrantCause, LockObserver, WaitEnd } from "../lock-observer.js";
import type { QuotaReason } from "../lock-quota.js";

/** Writes down what the locks tell. */
export class RecordingLockObserver implements LockObserver {
  readonly grants: GrantCause[] = [];
  readonly waitEnds: { end: WaitEnd; waitedMs: number }[] = [];
  readonly filledAfterMs: number[] = [];
  readonly quotasReached: QuotaReason[] = [];
  readonly locksLost: { cause: "expired" | "disconnected"; target: LockTarget; heldMs: number }[] =
    [];
  leasesEnded = 0;
  holdersGone = 0;

  onGranted(cause: GrantCause): void {
    this.grants.push(cause);
  }

  onLeaseEnded(target: LockTarget, heldMs: number): void {
    this.locksLost.push({ cause: "expired", target, heldMs });
    this.leasesEnded++;
  }

  onHolderGone(target: LockTarget, heldMs: number): void {
    this.locksLost.push({ cause: "disconnected", target, heldMs });
    this.holdersGone++;
  }

  onWaitEnded(end: WaitEnd, waitedMs: number): void {
    this.waitEnds.push({ end, waitedMs });
  }

  onFilled(heldMs: number): void {
    this.filledAfterMs.push(heldMs);
  }

  onQuotaReached(reason: QuotaReason): void {
    this.quotasReached.push(reason);
  }
}
