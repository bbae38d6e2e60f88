import { UsageError } from "@signalbox/command-line";

const PREFIX = "URI:";
const MAX_URN_CHARS = 1_000;
/** All parts are mandatory; no blanks, quotes or commas, which the list or a certificate's text could not carry. */
const URN = /^urn:publicid:IDN\+[\w.:-]+\+[\w-]+\+[!#-&(-+\--~]+$/;

/** An entry of a list: the URN alone, or an object that has more to say about it. */
export type WhitelistEntry = string | { readonly urn: string };

/** The URN without the prefix the original's list has. */
export function urnOf(entry: WhitelistEntry): string {
  const text = typeof entry === "string" ? entry : entry.urn;
  return text.startsWith(PREFIX) ? text.slice(PREFIX.length) : text;
}

/** As the original's list has it. */
export const withPrefix = (urn: string): string => PREFIX + urn;

/** Whether both name the same caller: percent-escapes may differ in case. Source: reference datastore-polling 9.27. */
export const isSameUrn = (one: string, other: string): boolean =>
  normalized(one) === normalized(other);

const normalized = (urn: string): string =>
  urn.replace(/%[0-9A-Fa-f]{2}/g, (escape) => escape.toUpperCase());

/** A URN as typed, with or without `URI:`. @throws UsageError when it is none a certificate could carry */
export function checkedUrn(typed: string): string {
  const urn = urnOf(typed);
  if (urn.length <= MAX_URN_CHARS && URN.test(urn)) return urn;
  const form = "urn:publicid:IDN+<authority>+<type>+<name>";
  throw new UsageError(`not a URN of the form ${form}: ${typed}`);
}

/** Whether a list may hold this. */
export function isWhitelistEntry(value: unknown): value is WhitelistEntry {
  if (typeof value === "string") return true;
  if (typeof value !== "object" || value === null) return false;
  return "urn" in value && typeof value.urn === "string";
}
