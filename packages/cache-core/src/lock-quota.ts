import type { LockSettings } from "./lock-settings.js";

interface Usage {
  locks: number;
  waiters: number;
}

/** Why no more can be held. */
export type QuotaReason =
  "locks" | "namespace_locks" | "waiters" | "namespace_waiters" | "key_waiters";

/** Counts locks and waiters, in all and by namespace, so that one plugin cannot take everybody's share. */
export class LockQuota {
  readonly #settings: LockSettings;
  readonly #byNamespace = new Map<string, Usage>();
  #locks = 0;
  #waiters = 0;

  constructor(settings: LockSettings) {
    this.#settings = settings;
  }

  get locks(): number {
    return this.#locks;
  }

  get waiters(): number {
    return this.#waiters;
  }

  /** @returns undefined when one more lock is allowed, else the bound that is reached. */
  refusesLock(namespace: string): QuotaReason | undefined {
    if (this.#locks >= this.#settings.maxLocks) return "locks";
    const held = this.#byNamespace.get(namespace)?.locks ?? 0;
    return held >= this.#settings.maxLocksPerNamespace ? "namespace_locks" : undefined;
  }

  /** @returns undefined when one more waiter is allowed, else the bound that is reached. */
  refusesWaiter(namespace: string, waitersOfKey: number): QuotaReason | undefined {
    if (waitersOfKey >= this.#settings.maxWaitersPerKey) return "key_waiters";
    if (this.#waiters >= this.#settings.maxWaiters) return "waiters";
    const waiting = this.#byNamespace.get(namespace)?.waiters ?? 0;
    return waiting >= this.#settings.maxWaitersPerNamespace ? "namespace_waiters" : undefined;
  }

  addLock(namespace: string, count: 1 | -1): void {
    this.#locks += count;
    this.#change(namespace, count, 0);
  }

  addWaiter(namespace: string, count: 1 | -1): void {
    this.#waiters += count;
    this.#change(namespace, 0, count);
  }

  #change(namespace: string, locks: number, waiters: number): void {
    const usage = this.#byNamespace.get(namespace) ?? { locks: 0, waiters: 0 };
    usage.locks += locks;
    usage.waiters += waiters;
    if (usage.locks === 0 && usage.waiters === 0) this.#byNamespace.delete(namespace);
    else this.#byNamespace.set(namespace, usage);
  }
}
