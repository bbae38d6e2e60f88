import type { Clock } from "@signalbox/clock";
import type { Answer, Asker } from "./asker.js";
import { Deadline, type DeadlineQueue } from "./deadline-queue.js";
import type { FillLock } from "./fill-lock.js";
import type { LockObserver, WaitEnd } from "./lock-observer.js";
import type { LockQuota } from "./lock-quota.js";
import { effectiveWaitMs, type LockSettings } from "./lock-settings.js";
import type { Waiter } from "./waiter-queue.js";

const EMPTY: Answer = { kind: "empty" };

export interface WaitingRoomOptions {
  readonly settings: LockSettings;
  readonly clock: Clock;
  readonly observer: LockObserver;
  readonly deadlines: DeadlineQueue;
  readonly quota: LockQuota;
  /** Called when a waiter's time is up; it is still in the queue then. */
  readonly onWaitEnded: (lock: FillLock, waiter: Waiter) => void;
}

/** Lets callers in and out of the queues of locks: bounds, deadlines, connections that end, and what is told of it. */
export class WaitingRoom {
  readonly #options: WaitingRoomOptions;

  constructor(options: WaitingRoomOptions) {
    this.#options = options;
  }

  /** Queues a caller. @returns its answer when it may not wait (corner 26), else undefined. */
  enter(lock: FillLock, asker: Asker): Answer | undefined {
    const { clock, deadlines, observer, quota, settings } = this.#options;
    const reason = quota.refusesWaiter(lock.target.namespace, lock.waiters.size);
    if (reason) {
      observer.onQuotaReached(reason);
      return EMPTY;
    }
    const arrivedAtMs = clock.monotonicMs();
    const waiter: Waiter = {
      asker,
      arrivedAtMs,
      deadline: new Deadline(() => this.#options.onWaitEnded(lock, waiter)),
      unwatch: asker.owner.onClose(() => this.leave(lock, waiter, "gone")),
      previous: undefined,
      next: undefined,
    };
    lock.waiters.append(waiter);
    quota.addWaiter(lock.target.namespace, 1);
    deadlines.add(waiter.deadline, arrivedAtMs + effectiveWaitMs(asker.waitMs, settings));
    return undefined;
  }

  leave(lock: FillLock, waiter: Waiter, end: WaitEnd): void {
    const { clock, deadlines, observer, quota } = this.#options;
    lock.waiters.remove(waiter);
    quota.addWaiter(lock.target.namespace, -1);
    deadlines.remove(waiter.deadline);
    waiter.unwatch();
    observer.onWaitEnded(end, clock.monotonicMs() - waiter.arrivedAtMs);
  }

  /** Empties the queue. @returns those who were in it, in order of arrival. */
  leaveAll(lock: FillLock, end: WaitEnd): Waiter[] {
    const waiters: Waiter[] = [];
    for (let waiter = lock.waiters.first; waiter; waiter = lock.waiters.first) {
      this.leave(lock, waiter, end);
      waiters.push(waiter);
    }
    return waiters;
  }
}
