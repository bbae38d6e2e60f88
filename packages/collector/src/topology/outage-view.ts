import type { InfoKey, StoredInfo } from "@signalbox/timeseries-store";
import { readFields, textField } from "./document-fields.js";
import type { Outage } from "./outage.js";
import type { Member, TouchedSlice } from "./slices.js";
import type { TouchedSliver } from "./sliver.js";

export interface ViewOptions {
  /** Names, e-mail addresses and creators are shown; else only the URNs by which objects are joined. */
  readonly showsPersonal: boolean;
}

export type OutageView = ReturnType<typeof outageView>;

/** An outage as it is sent; times in microseconds since 1970. */
export function outageView(outage: Outage, options: ViewOptions) {
  const { roots, resources, slivers, slices } = outage;
  return {
    out: roots.map(named),
    resources: resources.map(({ object, through }) => ({
      ...named(object),
      ...(through && { through: { type: through.type, id: through.id } }),
    })),
    slivers: slivers.map((sliver) => sliverView(sliver, options)),
    slices: slices.map((slice) => sliceView(slice, options)),
    contacts: contactsOf(slices, options),
    personal_data: options.showsPersonal ? "shown" : "withheld",
  };
}

function named({ source, type, id, urn }: InfoKey & Pick<StoredInfo, "urn">) {
  return { source, type, id, ...(urn !== undefined && { urn }) };
}

function sliverView(sliver: TouchedSliver, { showsPersonal }: ViewOptions) {
  const { sliceUrn, creator, expiresUs, ...names } = sliver;
  return {
    ...names,
    ...(sliceUrn !== undefined && { slice_urn: sliceUrn }),
    ...(expiresUs !== undefined && { expires: expiresUs }),
    ...(showsPersonal && creator !== undefined && { creator }),
  };
}

function sliceView(slice: TouchedSlice, options: ViewOptions) {
  const { urn, object, expiresUs, slivers, members } = slice;
  return {
    urn,
    ...(object && { source: object.source, id: object.id }),
    // Without it nobody told who its members are.
    is_known: object !== undefined,
    ...(expiresUs !== undefined && { expires: expiresUs }),
    slivers: slivers.map(({ id }) => id),
    members: members.map((member) => memberView(member, options)),
  };
}

const memberView = (member: Member, options: ViewOptions) => ({
  ...(member.urn !== undefined && { urn: member.urn }),
  ...(member.role !== undefined && { role: member.role }),
  ...personOf(member, options),
});

function personOf({ user }: Member, { showsPersonal }: ViewOptions) {
  if (!user || !showsPersonal) return {};
  const fields = readFields(user.document);
  const [fullname, email] = [textField(fields, "fullname"), textField(fields, "email")];
  return { ...(fullname !== undefined && { fullname }), ...(email !== undefined && { email }) };
}

/** Each person once, with the slices he is touched in. */
function contactsOf(slices: readonly TouchedSlice[], options: ViewOptions) {
  const byUrn = new Map<string, { readonly member: Member; readonly slices: string[] }>();
  for (const { urn, members } of slices) {
    for (const member of members) {
      if (member.urn === undefined) continue;
      const known = byUrn.get(member.urn) ?? { member, slices: [] };
      byUrn.set(member.urn, known);
      known.slices.push(urn);
    }
  }
  return [...byUrn]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([urn, contact]) => ({
      urn,
      ...personOf(contact.member, options),
      slices: contact.slices,
    }));
}
