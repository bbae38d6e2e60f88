export type { Answer, Asker, Claim, ClosedBy, Grant, LockOwner, LockTarget } from "./asker.js";
export { BLOCK_BYTES, SLAB_BYTES } from "./block-arena.js";
export {
  ENTRY_OVERHEAD_BYTES,
  EntryStore,
  type EntryDescription,
  type EntryStoreOptions,
  type EntryTimes,
  type Eviction,
  type StoreObserver,
} from "./entry-store.js";
export type { LockDescription } from "./describe-locks.js";
export { FillLocks, type FillLocksOptions } from "./fill-locks.js";
export type { GrantCause, LockObserver, WaitEnd } from "./lock-observer.js";
export type { HashSeed } from "./key-hash.js";
export type { QuotaReason } from "./lock-quota.js";
export type { LockSettings } from "./lock-settings.js";
export {
  NamespaceReader,
  type NamespaceReaderOptions,
  type OpenedNamespace,
} from "./namespace-reader.js";
export {
  MAX_TOKEN_CHARS,
  openNamespace,
  parseKeys,
  sealNamespace,
  type RandomBytes,
  type TokenContent,
} from "./namespace-token.js";
