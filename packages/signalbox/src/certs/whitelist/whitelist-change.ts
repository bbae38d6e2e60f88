import { UsageError } from "@signalbox/command-line";
import {
  ACCESS_SCOPES,
  normalizeUrn,
  parseUrn,
  type WhitelistEntry,
} from "@signalbox/monitoring-model";

/** What a change makes of a list: `undefined` when nothing has to change. */
export type Change = (entries: readonly WhitelistEntry[]) => readonly WhitelistEntry[] | undefined;

/** Adds a URN with all scopes, unless it is listed with whatever scopes. */
export const addingUrn =
  (urn: string): Change =>
  (entries) =>
    entries.some((entry) => isSame(entry, urn))
      ? undefined
      : [...entries, { urn, scopes: ACCESS_SCOPES }];

/** Removes a URN. */
export const removingUrn =
  (urn: string): Change =>
  (entries) => {
    const kept = entries.filter((entry) => !isSame(entry, urn));
    return kept.length === entries.length ? undefined : kept;
  };

/** Source: reference datastore-polling 9.27. */
const isSame = (entry: WhitelistEntry, urn: string): boolean =>
  normalizeUrn(entry.urn) === normalizeUrn(urn);

/** A URN as typed, without the `URI:` it may have in front. */
export const withoutKind = (typed: string): string => typed.replace(/^URI:/, "");

/** As `withoutKind`. @throws UsageError for what is not exactly a URN: it would let nobody in */
export function checkedUrn(typed: string): string {
  const urn = withoutKind(typed);
  if (parseUrn(urn) !== undefined) return urn;
  const form = "urn:publicid:IDN+<authority>+<type>+<name>";
  throw new UsageError(`not a URN of the form ${form}: ${typed}`);
}
