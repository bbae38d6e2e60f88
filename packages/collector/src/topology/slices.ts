import type { InfoReference, StoredInfo } from "@signalbox/timeseries-store";
import { isRecord, readFields, textField, timeField } from "./document-fields.js";
import { inParallel, type ObjectFinder } from "./object-finder.js";
import type { TouchedSliver } from "./sliver.js";

export interface Member {
  readonly urn?: string;
  /** Such as `lead` or `member`; `creator` of a sliver where no authority tells. */
  readonly role?: string;
  readonly user?: StoredInfo;
}

export interface TouchedSlice {
  readonly urn: string;
  /** Absent: no authority that is read tells of it. */
  readonly object?: StoredInfo;
  readonly expiresUs?: number;
  readonly slivers: readonly TouchedSliver[];
  readonly members: readonly Member[];
}

/**
 * The slices of slivers, by URN, with their members; beside those the given ones. A slice that no authority tells of has the creators of
 * its slivers for members.
 */
export async function slicesOf(
  finder: ObjectFinder,
  slivers: readonly TouchedSliver[],
  given: readonly StoredInfo[],
): Promise<readonly TouchedSlice[]> {
  const byUrn = new Map<string, TouchedSliver[]>();
  for (const { urn } of given) if (urn !== undefined) byUrn.set(urn, []);
  for (const sliver of slivers) {
    if (sliver.sliceUrn === undefined) continue;
    const together = byUrn.get(sliver.sliceUrn) ?? [];
    together.push(sliver);
    byUrn.set(sliver.sliceUrn, together);
  }
  const urns = [...byUrn.keys()].sort();
  return inParallel(urns, (urn) => sliceOf(finder, urn, byUrn.get(urn) ?? []));
}

async function sliceOf(
  finder: ObjectFinder,
  urn: string,
  slivers: readonly TouchedSliver[],
): Promise<TouchedSlice> {
  const [object] = await finder.byUrn("slice", urn);
  if (!object) return { urn, slivers, members: await creatorsOf(finder, slivers) };
  const fields = readFields(object.document);
  const expiresUs = timeField(fields, "expires");
  return {
    urn,
    object,
    slivers,
    ...(expiresUs !== undefined && { expiresUs }),
    members: await membersOf(finder, object, rolesIn(fields["members"])),
  };
}

/** Roles by the members' URNs. */
function rolesIn(members: unknown): ReadonlyMap<string, string> {
  const list: readonly unknown[] = Array.isArray(members) ? members : [];
  return new Map(
    list.filter(isRecord).flatMap((member) => {
      const [urn, role] = [textField(member, "urn"), textField(member, "role")];
      return urn !== undefined && role !== undefined ? [[urn, role] as const] : [];
    }),
  );
}

async function membersOf(
  finder: ObjectFinder,
  slice: StoredInfo,
  roles: ReadonlyMap<string, string>,
): Promise<Member[]> {
  const [all = []] = await finder.references([slice]);
  const references = all
    .filter(({ field, type }) => field === "members" && type === "user")
    .map((reference): InfoReference & { source: string } => ({
      ...reference,
      source: slice.source,
    }));
  const users = await finder.behind(references);
  return references.map(({ urn }, at) => member(urn, roles.get(urn ?? ""), users[at]));
}

async function creatorsOf(
  finder: ObjectFinder,
  slivers: readonly TouchedSliver[],
): Promise<Member[]> {
  const urns = slivers.flatMap(({ creator }) => (creator?.startsWith("urn:") ? [creator] : []));
  return inParallel([...new Set(urns)].sort(), async (urn) => {
    const [user] = await finder.byUrn("user", urn);
    return member(urn, "creator", user);
  });
}

function member(named?: string, role?: string, user?: StoredInfo): Member {
  const urn = named ?? user?.urn;
  return {
    ...(urn !== undefined && { urn }),
    ...(role !== undefined && { role }),
    ...(user && { user }),
  };
}
