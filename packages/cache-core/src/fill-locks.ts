import type { Clock } from "@signalbox/clock";
import type { AppError } from "@signalbox/errors";
import {
  lockId,
  type Answer,
  type Asker,
  type Claim,
  type ClosedBy,
  type LockOwner,
  type LockTarget,
} from "./asker.js";
import { describeLocks, type LockDescription } from "./describe-locks.js";
import { DeadlineQueue } from "./deadline-queue.js";
import { FillLock } from "./fill-lock.js";
import type { GrantCause, LockObserver } from "./lock-observer.js";
import { LockQuota } from "./lock-quota.js";
import { leaseMs, stealAgeMs, type LockSettings } from "./lock-settings.js";
import { OwnerRegister } from "./owner-register.js";
import { Refusals } from "./refusals.js";
import { answerAll } from "./fan-out.js";
import type { Waiter } from "./waiter-queue.js";
import { WaitingRoom } from "./waiting-room.js";

export interface FillLocksOptions {
  readonly settings: LockSettings;
  readonly clock: Clock;
  readonly observer: LockObserver;
}

const EMPTY: Answer = { kind: "empty" };

/**
 * For each key that is being fetched: one holder, everyone else in a queue. Locks live outside the evictable store. The
 * rules are those of reference cache-manager 2.3, right-hand column; numbers in comments are its corners.
 */
export class FillLocks {
  readonly #settings: LockSettings;
  readonly #clock: Clock;
  readonly #observer: LockObserver;
  readonly #locks = new Map<string, FillLock>();
  readonly #deadlines: DeadlineQueue;
  readonly #quota: LockQuota;
  readonly #room: WaitingRoom;
  readonly #refusals: Refusals;
  readonly #owners = new OwnerRegister((lock, closedBy) => this.#ownerClosed(lock, closedBy));
  readonly #onDue = {
    leaseEnd: (lock: FillLock): void => this.#leaseEnded(lock),
    graceEnd: (lock: FillLock): void => this.#graceEnded(lock),
  };
  #epoch = 0;

  constructor(options: FillLocksOptions) {
    this.#settings = options.settings;
    this.#clock = options.clock;
    this.#observer = options.observer;
    this.#deadlines = new DeadlineQueue(options.clock);
    this.#quota = new LockQuota(options.settings);
    this.#room = new WaitingRoom({
      ...options,
      deadlines: this.#deadlines,
      quota: this.#quota,
      onWaitEnded: (lock, waiter) => this.#waitEnded(lock, waiter),
    });
    this.#refusals = new Refusals({ clock: options.clock, maxSize: options.settings.maxLocks });
  }

  get lockCount(): number {
    return this.#quota.locks;
  }

  get waiterCount(): number {
    return this.#quota.waiters;
  }

  /**
   * Takes the lock of a key that has no data, or waits for whoever has it.
   *
   * @param asker `waitMs` must be above 0: a caller that does not wait gets no lock.
   * @returns the answer, or undefined when `asker.answer` will be called later.
   */
  ask(target: LockTarget, asker: Asker): Answer | undefined {
    const id = lockId(target);
    const lock = this.#locks.get(id);
    // 16: whoever holds the lock and asks again, as after a resend, must not wait for himself.
    if (this.#settings.releaseOnDisconnect && lock?.owner === asker.owner) {
      return this.#grant(lock, asker, "again");
    }
    const error = this.#refusals.find(id);
    if (error) return { kind: "refused", error };
    if (!lock) return this.#takeNew(id, target, asker, "miss");
    return this.#room.enter(lock, asker);
  }

  /**
   * Takes the lock of a key that has data which is due for a refresh, if nobody is at it.
   *
   * @returns undefined when the caller is to be served what there is.
   */
  askToRefresh(target: LockTarget, asker: Asker): Answer | undefined {
    const id = lockId(target);
    if (this.#locks.has(id) || this.#refusals.isResting(id)) return undefined;
    const answer = this.#takeNew(id, target, asker, "refresh");
    return answer.kind === "lock" ? answer : undefined;
  }

  /** The grant in force for a key, and since when. */
  current(target: LockTarget): { epoch: number; heldMs: number } | undefined {
    const lock = this.#locks.get(lockId(target));
    return lock && { epoch: lock.epoch, heldMs: this.#clock.monotonicMs() - lock.grantedAtMs };
  }

  /**
   * Ends the lock of a key that has been filled, by whomever (6, 7, 8).
   *
   * @returns the function that answers those who waited, undefined when nobody did; the setter is to be answered before.
   */
  fill(target: LockTarget): ((answer: Answer) => void) | undefined {
    const id = lockId(target);
    this.#refusals.forget(id);
    const lock = this.#locks.get(id);
    if (!lock) return undefined;
    this.#observer.onFilled(this.#heldMs(lock));
    const waiters = this.#room.leaveAll(lock, "value");
    this.#drop(lock);
    if (waiters.length === 0) return undefined;
    return (answer) => answerAll(this.#clock, waiters, answer);
  }

  /** Gives the lock to the next waiter, if the claim is good (19). */
  release(target: LockTarget, claim: Claim): boolean {
    const lock = this.#claimed(target, claim);
    if (lock) this.#passOn(lock, "released");
    return lock !== undefined;
  }

  /** Starts the lease anew, if the claim is good (20). @returns its length in milliseconds, else undefined. */
  renew(target: LockTarget, claim: Claim): number | undefined {
    const lock = this.#claimed(target, claim);
    if (!lock) return undefined;
    this.#deadlines.remove(lock.graceEnd); // he lives, whatever became of his first connection
    this.#startLease(lock, lock.leaseMs);
    return lock.leaseMs;
  }

  /** Whether the lock of a key is held and the claim to it is good. */
  isHeldBy(target: LockTarget, claim: Claim): boolean {
    return this.#claimed(target, claim) !== undefined;
  }

  /** A set that was refused frees its lock: the holder has failed and will not come again. */
  refuse(target: LockTarget, claim: Claim): void {
    const lock = this.#claimed(target, claim);
    if (lock) this.#passOn(lock, "refused");
  }

  /** As `refuse` for every lock that was granted on this connection. */
  refuseAllOf(owner: LockOwner): void {
    if (!this.#settings.releaseOnDisconnect) return;
    for (const lock of this.#owners.locksOf(owner)) this.#passOn(lock, "refused");
  }

  /** 22: as `refuse`; in addition one waiter may try, all others and later callers are refused for a while. */
  refuseOversize(target: LockTarget, claim: Claim, error: AppError): void {
    const id = lockId(target);
    const lock = this.#locks.get(id);
    if (lock && !this.#isGood(lock, claim)) return;
    this.#refusals.refuse(id, error, this.#settings.oversizeMemoryMs);
    if (!lock) return;
    this.#passOn(lock, "refused");
    const waiters = this.#room.leaveAll(lock, "refused");
    answerAll(this.#clock, waiters, { kind: "refused", error });
  }

  /** A refresh failed: nobody is asked to refresh this key for `restMs`. */
  rest(target: LockTarget, restMs: number): void {
    this.#refusals.rest(lockId(target), restMs);
  }

  /** As `describeLocks`. */
  list(limit: number, isShown: (namespace: string) => boolean): LockDescription[] {
    const nowMs = this.#clock.monotonicMs();
    return describeLocks(this.#locks.values(), { nowMs, limit, isShown });
  }

  /** 25: answers every waiter "empty" and forgets all locks. */
  stop(): void {
    for (const lock of this.#locks.values()) {
      for (const waiter of this.#room.leaveAll(lock, "stopped")) waiter.asker.answer(EMPTY);
      this.#drop(lock);
    }
    this.#deadlines.clear();
  }

  #takeNew(id: string, target: LockTarget, asker: Asker, cause: GrantCause): Answer {
    const reason = this.#quota.refusesLock(target.namespace);
    if (reason) {
      this.#observer.onQuotaReached(reason);
      return EMPTY;
    }
    const lock = new FillLock(id, target, this.#onDue);
    this.#locks.set(id, lock);
    this.#quota.addLock(target.namespace, 1);
    return this.#grant(lock, asker, cause);
  }

  #grant(lock: FillLock, asker: Asker, cause: GrantCause): Answer {
    this.#deadlines.remove(lock.graceEnd);
    if (asker.isDetached === true) this.#owners.drop(lock);
    else this.#owners.hold(asker.owner, lock);
    // Asking again is not a new grant: a token handed out before must stay good.
    if (cause !== "again") {
      lock.epoch = ++this.#epoch;
      lock.grantedAtMs = this.#clock.monotonicMs();
      lock.isDoubled = cause === "wait_timeout";
    }
    this.#startLease(lock, leaseMs(asker.waitMs, this.#settings));
    this.#observer.onGranted(cause);
    return { kind: "lock", grant: { epoch: lock.epoch, leaseMs: lock.leaseMs } };
  }

  #startLease(lock: FillLock, ms: number): void {
    lock.heldSinceMs = this.#clock.monotonicMs();
    lock.leaseMs = ms;
    this.#deadlines.add(lock.leaseEnd, lock.heldSinceMs + ms);
  }

  /** 3, 4: the oldest waiter of an old lock gets a lock of its own, once a lease; all others get nothing. */
  #waitEnded(lock: FillLock, waiter: Waiter): void {
    const ageMs = this.#clock.monotonicMs() - lock.heldSinceMs;
    const stealAge = stealAgeMs(Math.min(waiter.asker.waitMs, this.#settings.maxWaitMs));
    const mayDouble =
      this.#settings.onWaitTimeout === "grant" &&
      lock.waiters.first === waiter &&
      waiter.asker.isOpen &&
      !lock.isDoubled &&
      ageMs >= stealAge;
    this.#room.leave(lock, waiter, mayDouble ? "lock" : "timeout");
    waiter.asker.answer(mayDouble ? this.#grant(lock, waiter.asker, "wait_timeout") : EMPTY);
  }

  /** 2: by a timer, not by housekeeping. */
  #leaseEnded(lock: FillLock): void {
    this.#observer.onLeaseEnded(lock.target, this.#heldMs(lock));
    this.#passOn(lock, "expired");
  }

  /** 1: the holder is gone and no resend of his has arrived. */
  #graceEnded(lock: FillLock): void {
    this.#observer.onHolderGone(lock.target, this.#heldMs(lock));
    this.#passOn(lock, "disconnected");
  }

  #heldMs(lock: FillLock): number {
    return this.#clock.monotonicMs() - lock.grantedAtMs;
  }

  #ownerClosed(lock: FillLock, closedBy: ClosedBy): void {
    if (!this.#settings.releaseOnDisconnect) return;
    if (closedBy === "refused") this.#passOn(lock, "refused");
    if (closedBy !== "peer") return; // a close of our own says nothing about the holder
    const atMs = this.#clock.monotonicMs() + this.#settings.disconnectGraceMs;
    this.#deadlines.add(lock.graceEnd, atMs);
  }

  /** Grants to the first waiter that is still there; without one the lock ends. */
  #passOn(lock: FillLock, cause: GrantCause): void {
    for (let waiter = lock.waiters.first; waiter; waiter = lock.waiters.first) {
      const isOpen = waiter.asker.isOpen;
      this.#room.leave(lock, waiter, isOpen ? "lock" : "gone");
      if (!isOpen) continue;
      waiter.asker.answer(this.#grant(lock, waiter.asker, cause));
      return;
    }
    this.#drop(lock);
  }

  #claimed(target: LockTarget, claim: Claim): FillLock | undefined {
    const lock = this.#locks.get(lockId(target));
    return lock && this.#isGood(lock, claim) ? lock : undefined;
  }

  /** A token decides; without one the holder's connection, or anybody when that is gone or means nothing. */
  #isGood(lock: FillLock, claim: Claim): boolean {
    if (claim.epoch !== undefined) return claim.epoch === lock.epoch;
    if (!this.#settings.releaseOnDisconnect) return true;
    const { owner } = lock;
    return owner === undefined || owner === claim.owner || !owner.isOpen;
  }

  #drop(lock: FillLock): void {
    this.#deadlines.remove(lock.leaseEnd);
    this.#deadlines.remove(lock.graceEnd);
    this.#owners.drop(lock);
    this.#locks.delete(lock.id);
    this.#quota.addLock(lock.target.namespace, -1);
  }
}
