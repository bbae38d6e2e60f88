import type { InfoKey, InfoReference, InfoStore, StoredInfo } from "@signalbox/timeseries-store";

export type TopologyStore = Pick<InfoStore, "getMany" | "findByUrn" | "referrers" | "referencesOf">;

/** Calls that are made at once. */
const AT_ONCE = 16;
/** Most keys that a store takes at once. */
const KEYS = 10_000;

export const keyText = ({ source, type, id }: InfoKey): string =>
  JSON.stringify([source, type, id]);

/** Finds the objects behind references, and the references to objects. Objects that are gone are not found. */
export class ObjectFinder {
  readonly #store: TopologyStore;

  constructor(store: TopologyStore) {
    this.#store = store;
  }

  async objects(keys: readonly InfoKey[]): Promise<(StoredInfo | undefined)[]> {
    const found: (StoredInfo | undefined)[] = [];
    for (let at = 0; at < keys.length; at += KEYS)
      found.push(...(await this.#store.getMany(keys.slice(at, at + KEYS))));
    return found.map((one) => (one?.goneSinceUs === undefined ? one : undefined));
  }

  async byUrn(type: string, urn: string): Promise<StoredInfo[]> {
    const found = await this.#store.findByUrn(urn);
    return found.filter((one) => one.type === type && one.goneSinceUs === undefined);
  }

  async references(objects: readonly InfoKey[]): Promise<(readonly InfoReference[])[]> {
    const found: (readonly InfoReference[])[] = [];
    for (let at = 0; at < objects.length; at += KEYS)
      found.push(...(await this.#store.referencesOf(objects.slice(at, at + KEYS))));
    return found;
  }

  /** Each reference's object: of the store that names it, else of any store by its URN. */
  async behind(references: readonly SourcedReference[]): Promise<(StoredInfo | undefined)[]> {
    const near = await this.objects(
      references.map(({ source, type, id }) => ({ source, type, id: id ?? "" })),
    );
    return inParallel(references, async ({ type, id, urn }, at) => {
      const own = near[at];
      // An id alone may be another object of another store; where both know a URN it must be the same.
      if (own && id !== undefined && (urn === undefined || (own.urn ?? urn) === urn)) return own;
      return urn === undefined ? undefined : (await this.byUrn(type, urn))[0];
    });
  }

  /** The objects that name this one by the given fields, and really mean it. */
  async namers(
    object: StoredInfo,
    by: readonly { readonly type: string; readonly field: string }[],
  ): Promise<StoredInfo[]> {
    if (by.length === 0) return [];
    const { type, id, urn } = object;
    const all = await this.#store.referrers({ type, id, ...(urn !== undefined && { urn }) });
    const wanted = all.filter((one) =>
      by.some((rule) => rule.type === one.type && rule.field === one.field),
    );
    const references = await this.references(wanted);
    const sure = wanted.filter((one, at) =>
      references[at]?.some((reference) => means(reference, one, object)),
    );
    const found = await this.objects(sure);
    return found.filter((one) => one !== undefined);
  }
}

export type SourcedReference = InfoReference & { readonly source: string };

/** Whether a reference found by id or URN is to this object, and not to one of the same id at another site. */
function means(
  reference: InfoReference,
  from: InfoKey & { readonly field: string },
  to: StoredInfo,
): boolean {
  if (reference.field !== from.field || reference.type !== to.type) return false;
  if (reference.urn !== undefined && to.urn !== undefined) return reference.urn === to.urn;
  return reference.id === to.id && from.source === to.source;
}

/** The results in the order of the items, a bounded number under way. */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  work: (item: Item, at: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let at = 0; at < items.length; at += AT_ONCE) {
    const some = items.slice(at, at + AT_ONCE).map((item, offset) => work(item, at + offset));
    results.push(...(await Promise.all(some)));
  }
  return results;
}
