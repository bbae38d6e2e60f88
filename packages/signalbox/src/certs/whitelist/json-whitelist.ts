import { UsageError } from "@signalbox/command-line";
import { entriesOf, type WhitelistDocument } from "./whitelist-document.js";

/** A list that is yet to be, as JSON. */
export const EMPTY_JSON = "[]\n";

/**
 * A JSON array of entries, or an object whose `whitelist` is one; everything else in the object stays.
 *
 * @throws UsageError for anything else
 */
export function jsonWhitelist(value: unknown, path: string): WhitelistDocument {
  if (Array.isArray(value)) {
    return { entries: entriesOf(value, path), withEntries: (changed) => text(changed) };
  }
  if (typeof value !== "object" || value === null || !("whitelist" in value)) {
    throw new UsageError(`${path} is neither a JSON array nor an object with "whitelist"`);
  }
  return {
    entries: entriesOf(value.whitelist, path),
    withEntries: (changed) => text({ ...value, whitelist: changed }),
  };
}

const text = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
