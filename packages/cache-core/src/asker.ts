import type { AppError } from "@signalbox/errors";

/**
 * How a connection ended: by the other side, by us for being idle or because we are stopping ("server"), or by us
 * because a request on it could not be accepted ("refused").
 */
export type ClosedBy = "peer" | "server" | "refused";

/** What a lock is bound to: the connection it was granted on. Compared by identity. */
export interface LockOwner {
  readonly isOpen: boolean;
  /** Calls `fn` once when the connection ends. Returns the function that stops watching. */
  onClose(fn: (closedBy: ClosedBy) => void): () => void;
}

/** A lock as its new holder gets it. */
export interface Grant {
  /** Rises with every grant of this process; the fencing token is made of it. */
  readonly epoch: number;
  readonly leaseMs: number;
}

/** What a caller is told in the end. */
export type Answer =
  | { readonly kind: "value"; readonly value: Buffer }
  | { readonly kind: "lock"; readonly grant: Grant }
  | { readonly kind: "empty" }
  | { readonly kind: "refused"; readonly error: AppError };

/** One request for a key. */
export interface Asker {
  readonly owner: LockOwner;
  /** How long the caller itself waits, in milliseconds, as it said. */
  readonly waitMs: number;
  /** A lock granted to this caller outlives its connection: a client that makes one connection a request. Default false. */
  readonly isDetached?: boolean;
  /** False once the caller has gone; it gets no lock any more. */
  readonly isOpen: boolean;
  /** Called at most once, and only for a caller that was told to wait. */
  answer(answer: Answer): void;
}

/** Which key a request is about. */
export interface LockTarget {
  readonly namespace: string;
  readonly key: string;
}

/** Who says that the lock is his: by token, or else by the connection he speaks on. */
export interface Claim {
  readonly epoch: number | undefined;
  readonly owner: LockOwner;
}

/** One string for each pair, whatever characters the two hold. */
export function lockId(target: LockTarget): string {
  return `${target.namespace.length}:${target.namespace}${target.key}`;
}
