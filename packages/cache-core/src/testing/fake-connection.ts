import type { ClosedBy, LockOwner } from "../asker.js";

/** A connection that is open until told: the owner of locks in tests. */
export class FakeConnection implements LockOwner {
  readonly #watchers = new Set<(closedBy: ClosedBy) => void>();
  #closedBy: ClosedBy | undefined;

  get isOpen(): boolean {
    return this.#closedBy === undefined;
  }

  /** How many functions wait for the end of the connection; a test of clean-up asserts on it. */
  get watcherCount(): number {
    return this.#watchers.size;
  }

  /** On a connection that has ended `fn` runs in a later microtask, as it does on a real one. */
  onClose(fn: (closedBy: ClosedBy) => void): () => void {
    const watcher = (closedBy: ClosedBy): void => fn(closedBy);
    this.#watchers.add(watcher);
    const closedBy = this.#closedBy;
    if (closedBy !== undefined) {
      queueMicrotask(() => {
        if (this.#watchers.delete(watcher)) fn(closedBy);
      });
    }
    return () => void this.#watchers.delete(watcher);
  }

  /** Ends the connection. Whoever stopped watching, also during the call, is not told. Ending it twice does nothing. */
  close(closedBy: ClosedBy = "peer"): void {
    if (this.#closedBy !== undefined) return;
    this.#closedBy = closedBy;
    for (const watcher of this.#watchers) {
      this.#watchers.delete(watcher);
      watcher(closedBy);
    }
  }
}
