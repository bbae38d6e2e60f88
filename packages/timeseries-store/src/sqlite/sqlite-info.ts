import {
  checkInfoKey,
  checkInfoObject,
  checkInstant,
  checkKeyCount,
  checkName,
  pageLimit,
  removalLimit,
} from "../arguments.js";
import { decodeCursor, encodeCursor } from "../cursor.js";
import type {
  BackReference,
  InfoFilter,
  InfoKey,
  InfoObject,
  InfoPage,
  InfoPageRequest,
  InfoReference,
  InfoStore,
  InfoWriteReport,
  StoredInfo,
} from "../info-store.js";
import { integer, text } from "./columns.js";
import { InfoQueries } from "./info-queries.js";
import { storedOf } from "./info-rows.js";
import type { CompiledSql } from "./messages.js";
import type { WorkerClient } from "./worker-client.js";

const KEY_PARTS = 3;
const REMOVE_OBJECTS = 1000;

/** Inventory of a store in a file. One call is one transaction, for which writes of points wait: 30 to 60 us an object. */
export class SqliteInfo implements InfoStore {
  readonly #worker: WorkerClient;
  readonly #queries = new InfoQueries();

  constructor(worker: WorkerClient) {
    this.#worker = worker;
  }

  async put(objects: readonly InfoObject[]): Promise<InfoWriteReport> {
    objects.forEach(checkInfoObject);
    return this.#worker.call("info.put", objects);
  }

  async get(key: InfoKey): Promise<StoredInfo | undefined> {
    return (await this.getMany([key]))[0];
  }

  async getMany(keys: readonly InfoKey[]): Promise<readonly (StoredInfo | undefined)[]> {
    return this.#worker.call("info.getMany", checkedKeys(keys));
  }

  async referencesOf(keys: readonly InfoKey[]): Promise<readonly (readonly InfoReference[])[]> {
    return this.#worker.call("info.referencesOf", checkedKeys(keys));
  }

  async findByUrn(urn: string): Promise<readonly StoredInfo[]> {
    checkName("urn", urn);
    return (await this.#rows(this.#queries.byUrn(urn))).map(storedOf);
  }

  async list(page: InfoPageRequest): Promise<InfoPage> {
    const limit = pageLimit(page.limit);
    const after = page.cursor === undefined ? undefined : decodeCursor(page.cursor, KEY_PARTS);
    const query = this.#queries.page(checkedFilter(page), after, limit);
    const objects = (await this.#rows(query)).map(storedOf);
    const last = objects.at(-1);
    if (objects.length < limit || last === undefined) return { objects };
    return { objects, cursor: encodeCursor([last.source, last.type, last.id]) };
  }

  async count(filter: InfoFilter): Promise<number> {
    const [row] = await this.#rows(this.#queries.count(checkedFilter(filter)));
    return integer(row?.[0]);
  }

  async referrers(target: Parameters<InfoStore["referrers"]>[0]): Promise<BackReference[]> {
    const { type, id, urn } = target;
    checkName("type", type);
    if (id !== undefined) checkName("id", id);
    if (urn !== undefined) checkName("urn", urn);
    if (id === undefined && urn === undefined) return [];
    const rows = await this.#rows(this.#queries.referrers(target));
    return rows.map(([source, ofType, ofId, field]) => ({
      source: text(source),
      type: text(ofType),
      id: text(ofId),
      field: text(field),
    }));
  }

  #rows(query: CompiledSql): Promise<readonly (readonly unknown[])[]> {
    return this.#worker.call("rows", query);
  }

  async markGone(keys: readonly InfoKey[], atUs: number): Promise<number> {
    checkInstant("atUs", atUs);
    return this.#worker.call("info.markGone", checkedKeys(keys), atUs);
  }

  async remove(keys: readonly InfoKey[]): Promise<number> {
    return this.#worker.call("info.remove", checkedKeys(keys));
  }

  async removeOlderThan(options: Parameters<InfoStore["removeOlderThan"]>[0]): Promise<number> {
    const { beforeUs, type, source } = options;
    checkInstant("beforeUs", beforeUs);
    if (type !== undefined) checkName("type", type);
    if (source !== undefined) checkName("source", source);
    const limit = removalLimit(options.limit, REMOVE_OBJECTS);
    return this.#worker.call("info.removeFound", this.#queries.older({ ...options, limit }));
  }
}

/** The keys alone, without what else the objects may carry. */
function checkedKeys(keys: readonly InfoKey[]): InfoKey[] {
  checkKeyCount(keys.length);
  return keys.map((key) => {
    checkInfoKey(key);
    return { source: key.source, type: key.type, id: key.id };
  });
}

function checkedFilter(filter: InfoFilter): InfoFilter {
  const { source, type, idPrefix, urn, changedSinceUs, withGone } = filter;
  for (const name of [source, type, idPrefix, urn])
    if (name !== undefined) checkName("text of a filter", name);
  if (changedSinceUs !== undefined) checkInstant("changedSinceUs", changedSinceUs);
  return {
    ...(source !== undefined && { source }),
    ...(type !== undefined && { type }),
    ...(idPrefix !== undefined && { idPrefix }),
    ...(urn !== undefined && { urn }),
    ...(changedSinceUs !== undefined && { changedSinceUs }),
    ...(withGone !== undefined && { withGone }),
  };
}
