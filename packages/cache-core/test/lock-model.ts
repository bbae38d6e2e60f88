import type { Answer, LockSettings } from "../src/index.js";
import type { FakeAsker, FakeConnection } from "../src/testing/index.js";

/** One caller of the run: what it asked, and when. */
export interface Caller {
  readonly id: number;
  readonly key: string;
  readonly asker: FakeAsker;
  readonly askedAtMs: number;
}

export interface ModelClaim {
  /** True when the token is that of the grant in force, false for any other; undefined without a token. */
  readonly hasGoodToken: boolean | undefined;
  readonly owner: FakeConnection;
}

interface ModelLock {
  holder: FakeConnection | undefined;
  sinceMs: number;
  leaseMs: number;
  isDoubled: boolean;
  graceEndMs: number;
  waiters: Caller[];
}

type Kind = Answer["kind"];

/**
 * The rules of reference cache-manager 2.3 once more, as slowly and plainly as they can be written: arrays that are
 * searched, and a loop over every moment at which something is due. Says who is told what, key by key.
 */
export class LockModel {
  nowMs = 0;
  /** By key: who was told what, in order. */
  readonly told = new Map<string, string>();
  readonly #settings: LockSettings;
  readonly #locks = new Map<string, ModelLock>();
  readonly #marks = new Map<string, { untilMs: number; refuses: boolean }>();

  constructor(settings: LockSettings) {
    this.#settings = settings;
  }

  get lockCount(): number {
    return this.#locks.size;
  }

  get waiterCount(): number {
    return [...this.#locks.values()].reduce((sum, lock) => sum + lock.waiters.length, 0);
  }

  ask(caller: Caller): void {
    const { key, asker } = caller;
    const lock = this.#locks.get(key);
    if (this.#settings.releaseOnDisconnect && lock?.holder === asker.owner) {
      this.#grant(lock, caller, lock.isDoubled);
      return;
    }
    if (this.#mark(key)?.refuses === true) {
      this.#tell(caller, "refused");
      return;
    }
    if (!lock) {
      this.#begin(caller, "empty");
      return;
    }
    const { maxWaiters, maxWaitersPerKey } = this.#settings;
    const isFull = lock.waiters.length >= maxWaitersPerKey || this.waiterCount >= maxWaiters;
    if (isFull) this.#tell(caller, "empty");
    else lock.waiters.push(caller);
  }

  askToRefresh(caller: Caller): void {
    if (!this.#locks.has(caller.key) && !this.#mark(caller.key)) this.#begin(caller, undefined);
  }

  fill(key: string): void {
    this.#marks.delete(key);
    const waiters = this.#locks.get(key)?.waiters ?? [];
    this.#locks.delete(key);
    for (const waiter of waiters) this.#tell(waiter, "value");
  }

  release(key: string, claim: ModelClaim): boolean {
    const lock = this.#claimed(key, claim);
    if (lock) this.#passOn(key, lock);
    return lock !== undefined;
  }

  renew(key: string, claim: ModelClaim): boolean {
    const lock = this.#claimed(key, claim);
    if (lock) Object.assign(lock, { sinceMs: this.nowMs, graceEndMs: Infinity });
    return lock !== undefined;
  }

  refuseOversize(key: string, claim: ModelClaim): void {
    const lock = this.#locks.get(key);
    if (lock && !this.#claimed(key, claim)) return;
    this.#setMark(key, this.#settings.oversizeMemoryMs, true);
    if (!lock) return;
    this.#passOn(key, lock);
    for (const waiter of lock.waiters.splice(0)) this.#tell(waiter, "refused");
  }

  rest(key: string, restMs: number): void {
    this.#setMark(key, restMs, false);
  }

  refuseAllOf(owner: FakeConnection): void {
    if (!this.#settings.releaseOnDisconnect) return;
    for (const [key, lock] of [...this.#locks]) if (lock.holder === owner) this.#passOn(key, lock);
  }

  /** To be called when `owner` already says that it is closed. */
  closed(owner: FakeConnection, closedBy: "peer" | "server" | "refused"): void {
    for (const [key, lock] of [...this.#locks]) {
      lock.waiters = lock.waiters.filter((waiter) => waiter.asker.owner !== owner);
      if (lock.holder !== owner) continue;
      lock.holder = undefined;
      if (!this.#settings.releaseOnDisconnect) continue;
      if (closedBy === "peer") lock.graceEndMs = this.nowMs + this.#settings.disconnectGraceMs;
      if (closedBy === "refused") this.#passOn(key, lock);
    }
  }

  stop(): void {
    for (const lock of this.#locks.values()) {
      for (const waiter of lock.waiters) this.#tell(waiter, "empty");
    }
    this.#locks.clear();
  }

  advanceTo(endMs: number): void {
    for (;;) {
      const due = this.#due().filter(({ atMs }) => atMs <= endMs);
      const [next] = due.sort((a, b) => a.atMs - b.atMs);
      if (!next) break;
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.happen();
    }
    this.nowMs = endMs;
  }

  #due(): { atMs: number; happen: () => void }[] {
    return [...this.#locks].flatMap(([key, lock]) => [
      { atMs: lock.sinceMs + lock.leaseMs, happen: () => this.#passOn(key, lock) },
      { atMs: lock.graceEndMs, happen: () => this.#passOn(key, lock) },
      ...lock.waiters.map((waiter) => ({
        atMs: waiter.askedAtMs + latestAnswerMs(waiter.asker.waitMs, this.#settings),
        happen: () => this.#waitEnded(lock, waiter),
      })),
    ]);
  }

  #waitEnded(lock: ModelLock, waiter: Caller): void {
    const isOldest = lock.waiters[0] === waiter;
    const waitMs = Math.min(waiter.asker.waitMs, this.#settings.maxWaitMs);
    const isOld = this.nowMs - lock.sinceMs >= Math.max(5_000, 0.8 * waitMs);
    lock.waiters = lock.waiters.filter((other) => other !== waiter);
    const mayDouble = this.#settings.onWaitTimeout === "grant" && !lock.isDoubled;
    if (mayDouble && isOldest && isOld && waiter.asker.isOpen) this.#grant(lock, waiter, true);
    else this.#tell(waiter, "empty");
  }

  #passOn(key: string, lock: ModelLock): void {
    const next = lock.waiters.findIndex((waiter) => waiter.asker.isOpen);
    const [heir] = lock.waiters.splice(0, next === -1 ? lock.waiters.length : next + 1).slice(-1);
    if (next === -1 || !heir) this.#locks.delete(key);
    else this.#grant(lock, heir, false);
  }

  #begin(caller: Caller, otherwise: Kind | undefined): void {
    if (this.#locks.size < this.#settings.maxLocks) {
      const lock = { holder: undefined, sinceMs: 0, leaseMs: 0, isDoubled: false, graceEndMs: 0 };
      const begun: ModelLock = { ...lock, waiters: [] };
      this.#locks.set(caller.key, begun);
      this.#grant(begun, caller, false);
    } else if (otherwise) this.#tell(caller, otherwise);
  }

  #grant(lock: ModelLock, caller: Caller, isDoubled: boolean): void {
    const { minLeaseMs, maxLeaseMs } = this.#settings;
    const { owner, waitMs, isDetached } = caller.asker;
    lock.holder = isDetached ? undefined : owner;
    lock.sinceMs = this.nowMs;
    lock.leaseMs = Math.min(maxLeaseMs, Math.max(minLeaseMs, waitMs));
    lock.isDoubled = isDoubled;
    lock.graceEndMs = Infinity;
    this.#tell(caller, "lock");
  }

  #claimed(key: string, claim: ModelClaim): ModelLock | undefined {
    const lock = this.#locks.get(key);
    const needsConnection = this.#settings.releaseOnDisconnect && lock?.holder !== undefined;
    const isGood = claim.hasGoodToken ?? (!needsConnection || lock.holder === claim.owner);
    return isGood ? lock : undefined;
  }

  #mark(key: string): { refuses: boolean } | undefined {
    const mark = this.#marks.get(key);
    if (!mark || mark.untilMs > this.nowMs) return mark;
    this.#marks.delete(key);
    return undefined;
  }

  #setMark(key: string, forMs: number, refuses: boolean): void {
    this.#marks.delete(key);
    this.#marks.set(key, { untilMs: this.nowMs + forMs, refuses });
    const [oldest] = this.#marks.keys();
    if (this.#marks.size > this.#settings.maxLocks) this.#marks.delete(oldest ?? key);
  }

  #tell(caller: Caller, kind: Kind): void {
    this.told.set(caller.key, `${this.told.get(caller.key) ?? ""} ${caller.id} ${kind},`);
  }
}

/** The latest moment, counted from its asking, at which a caller is answered. Source: reference cache-manager 1.4. */
export function latestAnswerMs(waitMs: number, settings: LockSettings): number {
  return Math.min(settings.maxWaitMs, waitMs - Math.min(settings.waitMarginMs, waitMs / 10));
}
