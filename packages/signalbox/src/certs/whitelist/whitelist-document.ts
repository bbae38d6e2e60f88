import { UsageError } from "@signalbox/command-line";
import { isWhitelistEntry, type WhitelistEntry } from "./whitelist-entry.js";

/** A list together with the file around it. */
export interface WhitelistDocument {
  readonly entries: readonly WhitelistEntry[];
  /** The file's text with other entries in their place. */
  withEntries(entries: readonly WhitelistEntry[]): string;
}

/** @throws UsageError for what is no array of entries */
export function entriesOf(value: unknown, path: string): readonly WhitelistEntry[] {
  if (!Array.isArray(value)) throw new UsageError(`${path}: whitelist is not an array`);
  const list: readonly unknown[] = value;
  return list.map((entry, at) => {
    if (isWhitelistEntry(entry)) return entry;
    throw new UsageError(`${path}: entry ${at + 1} of the whitelist is no URN`);
  });
}
