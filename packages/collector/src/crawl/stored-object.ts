import { infoReply, referencesOf, type InfoFound } from "@signalbox/monitoring-model";
import type { InfoObject } from "@signalbox/timeseries-store";

/**
 * What is kept of an object that a store sent: its document in the form of 20151105, and whom it names.
 *
 * @param nowUs Its time when it tells none.
 */
export function storedObject(source: string, found: InfoFound, nowUs: number): InfoObject {
  const { type, id, object } = found;
  const urn = "urn" in object ? urnIn(object.urn) : undefined;
  const references = referencesOf(type, object).map(({ href: _, ...reference }) => reference);
  return {
    source,
    type,
    id,
    ...(urn !== undefined && { urn }),
    tsUs: Number.isSafeInteger(object.ts) ? (object.ts ?? nowUs) : nowUs,
    document: JSON.stringify(infoReply(type, object)),
    references: distinct(references),
  };
}

/** Some stores write the URL of a user where his URN belongs (datastore-polling, 10): nobody names him so. */
function urnIn(text: string | undefined): string | undefined {
  return text === undefined || text === "" || /^https?:/i.test(text) ? undefined : text;
}

/** References differ by where they lead, too, which is not kept. */
function distinct<Reference extends { field: string; type: string; id?: string; urn?: string }>(
  references: readonly Reference[],
): readonly Reference[] {
  const byName = new Map<string, Reference>();
  for (const reference of references) {
    const { field, type, id, urn } = reference;
    byName.set([field, type, id, urn].join("\n"), reference);
  }
  return [...byName.values()];
}
