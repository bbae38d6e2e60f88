export type { ChangeListener, ListenOptions } from "./change-feed.js";
export { InputStore, type InputCounts, type InputStoreOptions } from "./input-store.js";
export type { InputObject, InputValue } from "./input-value.js";
export { defaultLimits, type SelectionInputLimits } from "./limits.js";
export type { HostRefusal, MessageReport } from "./message-report.js";
export { noObserver, type InputKind, type InputObserver } from "./observer.js";
export type { PlainInput, PlainWriteOptions } from "./plain-input.js";
export { InputRefused, type RefusalReason } from "./refusal.js";
export {
  entriesToJson,
  readSelection,
  selectEntries,
  type EntryParameters,
  type EntrySelection,
  type InputEntry,
} from "./select-entries.js";
export type { InputAge, SelectionInput } from "./selection-input.js";
export type { TimestampedInput } from "./timestamped-input.js";
export type { InputPath, WriteOutcome } from "./write-log.js";
