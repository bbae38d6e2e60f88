import type { ClosedBy, LockOwner } from "./asker.js";
import type { FillLock } from "./fill-lock.js";

interface Holdings {
  readonly locks: Set<FillLock>;
  readonly unwatch: () => void;
}

/** Which connection holds which locks; a connection is watched for as long as it holds one. */
export class OwnerRegister {
  readonly #holdings = new Map<LockOwner, Holdings>();
  readonly #onClose: (lock: FillLock, closedBy: ClosedBy) => void;

  /** @param onClose Called for each lock whose holder's connection ends; the register has forgotten it by then. */
  constructor(onClose: (lock: FillLock, closedBy: ClosedBy) => void) {
    this.#onClose = onClose;
  }

  /** Makes `owner` the holder of `lock`. */
  hold(owner: LockOwner, lock: FillLock): void {
    this.drop(lock);
    lock.owner = owner;
    const holdings = this.#holdings.get(owner) ?? this.#watch(owner);
    holdings.locks.add(lock);
  }

  /** Takes `lock` from whoever holds it. */
  drop(lock: FillLock): void {
    const { owner } = lock;
    if (!owner) return;
    lock.owner = undefined;
    const holdings = this.#holdings.get(owner);
    holdings?.locks.delete(lock);
    if (holdings?.locks.size !== 0) return;
    holdings.unwatch();
    this.#holdings.delete(owner);
  }

  /** The locks that `owner` holds now. */
  locksOf(owner: LockOwner): FillLock[] {
    return [...(this.#holdings.get(owner)?.locks ?? [])];
  }

  #watch(owner: LockOwner): Holdings {
    const holdings = {
      locks: new Set<FillLock>(),
      unwatch: owner.onClose((closedBy) => this.#closed(owner, closedBy)),
    };
    this.#holdings.set(owner, holdings);
    return holdings;
  }

  #closed(owner: LockOwner, closedBy: ClosedBy): void {
    const locks = this.#holdings.get(owner)?.locks ?? [];
    this.#holdings.delete(owner);
    for (const lock of locks) {
      lock.owner = undefined;
      this.#onClose(lock, closedBy);
    }
  }
}
