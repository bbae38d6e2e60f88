/** Everything about locks that an operator can change. Times in milliseconds. */
export interface LockSettings {
  /** A lock lasts as long as its holder's own wait, but no less than this. */
  readonly minLeaseMs: number;
  /** ... and no more than this. */
  readonly maxLeaseMs: number;
  /** No caller waits longer than this. */
  readonly maxWaitMs: number;
  /** How long before the caller's own time-out it is answered at the latest; a tenth of its wait when that is less. */
  readonly waitMarginMs: number;
  /** Whether the oldest waiter of an old lock gets a lock of its own when its wait ends. */
  readonly onWaitTimeout: "grant" | "empty";
  /** Whether a lock belongs to the connection it was granted on. Off behind a proxy that pools connections. */
  readonly releaseOnDisconnect: boolean;
  /** How long a lock survives its holder's connection: a resend on a new connection may be on its way. */
  readonly disconnectGraceMs: number;
  /** How long callers are refused at once after an item turned out too large. */
  readonly oversizeMemoryMs: number;
  readonly maxLocks: number;
  readonly maxLocksPerNamespace: number;
  readonly maxWaiters: number;
  readonly maxWaitersPerNamespace: number;
  readonly maxWaitersPerKey: number;
}

const MARGIN_FRACTION = 0.1;
const STEAL_FRACTION = 0.8;
const MIN_STEAL_AGE_MS = 5000;

/** When a caller that waits `waitMs` is answered at the latest. Source: reference cache-manager 1.4, way A. */
export function effectiveWaitMs(waitMs: number, settings: LockSettings): number {
  const marginMs = Math.min(settings.waitMarginMs, waitMs * MARGIN_FRACTION);
  return Math.max(0, Math.min(waitMs - marginMs, settings.maxWaitMs));
}

/** How long a lock granted to a caller with this wait lasts. Source: reference cache-manager 2.3, corner 2. */
export function leaseMs(waitMs: number, settings: LockSettings): number {
  return Math.min(Math.max(waitMs, settings.minLeaseMs), settings.maxLeaseMs);
}

/** Age from which a lock may be doubled for a waiter whose time is up. Source: reference cache-manager 2.3, corner 3. */
export function stealAgeMs(waitMs: number): number {
  return Math.max(MIN_STEAL_AGE_MS, waitMs * STEAL_FRACTION);
}
