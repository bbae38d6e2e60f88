import type { GrantCause, LockObserver, WaitEnd } from "../lock-observer.js";
import type { QuotaReason } from "../lock-quota.js";

/** Writes down what the locks tell. */
export class RecordingLockObserver implements LockObserver {
  readonly grants: GrantCause[] = [];
  readonly waitEnds: { end: WaitEnd; waitedMs: number }[] = [];
  readonly filledAfterMs: number[] = [];
  readonly quotasReached: QuotaReason[] = [];
  leasesEnded = 0;
  holdersGone = 0;

  onGranted(cause: GrantCause): void {
    this.grants.push(cause);
  }

  onLeaseEnded(): void {
    this.leasesEnded++;
  }

  onHolderGone(): void {
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
