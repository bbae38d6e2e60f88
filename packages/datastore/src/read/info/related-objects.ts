import type { InfoType } from "@signalbox/monitoring-model";
import type { BackReference, InfoKey, StoredInfo } from "@signalbox/timeseries-store";
import type { DerivedList } from "../../api/relations.js";
import type { Links } from "../links.js";
import type { ReadableStore } from "../read-options.js";
import { selfRefOf } from "./stored-document.js";

/** Documents that are fetched at once. */
const FETCHED = 500;

/** How a reply names another object; the declaration of the field says which of it is sent. */
export interface Named {
  readonly id: string;
  readonly href: string;
  readonly urn?: string;
  readonly resource_type: string;
}

/** Finds the objects that a reply names by reference. */
export class RelatedObjects {
  readonly #store: ReadableStore;
  readonly #links: Links;

  constructor(store: ReadableStore, links: Links) {
    this.#store = store;
    this.#links = links;
  }

  /** An object by its id, also when the store does not know it: a dangling relation is still a URL. */
  async one(type: InfoType, id: string): Promise<Named> {
    const info = await this.#store.info.get({ source: "", type, id });
    return this.#named({ type, id }, info);
  }

  /** The objects that refer to this one. */
  referrers(info: StoredInfo): Promise<readonly BackReference[]> {
    const { type, id, urn } = info;
    return this.#store.info.referrers(urn === undefined ? { type, id } : { type, id, urn });
  }

  /** The entries of one list, out of all that refer to the object: by type as declared, then by id. */
  async list(
    referrers: readonly BackReference[],
    { from }: DerivedList,
  ): Promise<readonly Named[]> {
    const keys = from.flatMap(({ type, by }) => idsOf(referrers, type, by).map(keyOf(type)));
    const list: Named[] = [];
    for (let at = 0; at < keys.length; at += FETCHED) {
      const some = keys.slice(at, at + FETCHED);
      const found = await this.#store.info.getMany(some);
      for (const [index, key] of some.entries()) list.push(this.#named(key, found[index]));
    }
    return list;
  }

  #named({ type, id }: Pick<InfoKey, "type" | "id">, info: StoredInfo | undefined): Named {
    const href = info ? selfRefOf(info, this.#links) : this.#links.info(type, id);
    const named = { id, href, resource_type: type };
    return info?.urn === undefined ? named : { ...named, urn: info.urn };
  }
}

const keyOf =
  (type: string) =>
  (id: string): InfoKey => ({ source: "", type, id });

/** Ids of those of a type that refer by one of these fields; each once, sorted. */
export function idsOf(
  referrers: readonly BackReference[],
  type: string,
  by: readonly string[],
): readonly string[] {
  const ids = referrers
    .filter((one) => one.source === "" && one.type === type && by.includes(one.field))
    .map(({ id }) => id);
  return [...new Set(ids)].sort();
}
