import { Deadline } from "./deadline-queue.js";
import type { LockOwner, LockTarget } from "./asker.js";
import { WaiterQueue } from "./waiter-queue.js";

/** The lock of one key: who may fill it, until when, and who waits. Plain state; `FillLocks` has the rules. */
export class FillLock {
  /** The grant that is in force. */
  epoch = 0;
  /** The holder's connection; undefined once that is gone, and for a lock that is bound to none. */
  owner: LockOwner | undefined;
  /** When the lock was granted or last renewed. */
  heldSinceMs = 0;
  /** When the present holder got it. */
  grantedAtMs = 0;
  leaseMs = 0;
  /** Whether this lease came about by doubling an older one; it is not doubled again. */
  isDoubled = false;
  readonly waiters = new WaiterQueue();
  readonly leaseEnd: Deadline;
  readonly graceEnd: Deadline;

  constructor(
    readonly id: string,
    readonly target: LockTarget,
    onDue: { leaseEnd: (lock: FillLock) => void; graceEnd: (lock: FillLock) => void },
  ) {
    this.leaseEnd = new Deadline(() => onDue.leaseEnd(this));
    this.graceEnd = new Deadline(() => onDue.graceEnd(this));
  }
}
