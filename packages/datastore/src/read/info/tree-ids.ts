import { AppError } from "@signalbox/errors";
import { referencesOf, type InfoType } from "@signalbox/monitoring-model";
import type { StoredInfo } from "@signalbox/timeseries-store";
import type { ReadableStore } from "../read-options.js";
import type { InfoReplies } from "./info-replies.js";
import { idsOf } from "./related-objects.js";

/** Documents that are fetched at once. */
export const FETCHED = 200;

/** The types below an aggregate, in the order a crawl walks them (datastore-polling, 4.2). */
export const treeTypes = ["node", "link", "sliver", "interfacevlan", "interface"] as const;
export type TreeType = (typeof treeTypes)[number];
export type TreeIds = Readonly<Record<TreeType, readonly string[]>>;

export interface TreeReading {
  readonly store: ReadableStore;
  readonly replies: InfoReplies;
  readonly maxObjects: number;
  readonly signal: AbortSignal;
}

export const isTreeType = (type: InfoType): type is TreeType =>
  treeTypes.some((candidate) => candidate === type);

/** Those that an aggregate's own reply names. */
const directTypes: ReadonlySet<TreeType> = new Set(["node", "link", "sliver"]);

/** Ids found so far, in the order they were found, and how many of them were followed. */
class Found {
  readonly ids: string[] = [];
  readonly #seen = new Set<string>();
  followed = 0;

  /** @returns whether it is new */
  add(id: string): boolean {
    if (this.#seen.has(id)) return false;
    this.#seen.add(id);
    this.ids.push(id);
    return true;
  }
}

/** Finds what belongs to an aggregate: what its reply names, and what that names in turn. */
export class TreeIdsFinder {
  readonly #from: TreeReading;
  readonly #found: Readonly<Record<TreeType, Found>> = {
    node: new Found(),
    link: new Found(),
    sliver: new Found(),
    interfacevlan: new Found(),
    interface: new Found(),
  };
  #count = 0;

  constructor(from: TreeReading) {
    this.#from = from;
  }

  /** All of them. @throws AppError `item_too_large` when there are more objects than the limit */
  async findAll(aggregate: StoredInfo): Promise<TreeIds> {
    await this.#follow("aggregate", aggregate);
    let before: number;
    // An interface leads to VLANs and a VLAN to its interface: until a round finds nothing new.
    do {
      before = this.#count;
      for (const type of treeTypes) await this.#followAll(type);
    } while (this.#count > before);
    const { node, link, sliver, interfacevlan, interface: interfaces } = this.#found;
    return {
      node: node.ids,
      link: link.ids,
      sliver: sliver.ids,
      interfacevlan: interfacevlan.ids,
      interface: interfaces.ids,
    };
  }

  /** Those of one type. Nodes, links and slivers are those that the aggregate itself names. @throws as `findAll` */
  async find(aggregate: StoredInfo, type: TreeType): Promise<readonly string[]> {
    if (!directTypes.has(type)) return (await this.findAll(aggregate))[type];
    await this.#follow("aggregate", aggregate);
    return this.#found[type].ids;
  }

  /** Those of a type that were not followed yet, also the ones found meanwhile. */
  async #followAll(type: TreeType): Promise<void> {
    const { store, signal } = this.#from;
    const found = this.#found[type];
    while (found.followed < found.ids.length) {
      const some = found.ids.slice(found.followed, found.followed + FETCHED);
      found.followed += some.length;
      for (const info of await store.info.getMany(some.map((id) => ({ source: "", type, id })))) {
        signal.throwIfAborted();
        if (info) await this.#follow(type, info);
      }
    }
  }

  async #follow(type: InfoType, info: StoredInfo): Promise<void> {
    const reply = await this.#from.replies.replyTo(type, info, { withPersonal: false });
    for (const { type: to, id } of referencesOf(type, reply)) {
      if (id !== undefined && isTreeType(to)) this.#add(to, id);
    }
    if (type === "interface") await this.#addVlansOf(info);
  }

  async #addVlansOf({ type, id, urn }: StoredInfo): Promise<void> {
    const target = urn === undefined ? { type, id } : { type, id, urn };
    const referrers = await this.#from.store.info.referrers(target);
    for (const vlan of idsOf(referrers, "interfacevlan", ["interface_id", "interface"])) {
      this.#add("interfacevlan", vlan);
    }
  }

  #add(type: TreeType, id: string): void {
    if (!this.#found[type].add(id)) return;
    this.#count += 1;
    const { maxObjects } = this.#from;
    if (this.#count <= maxObjects) return;
    const message = `aggregate has more than ${maxObjects} objects, limit is ${maxObjects}; ask for single types`;
    throw new AppError("item_too_large", message);
  }
}
