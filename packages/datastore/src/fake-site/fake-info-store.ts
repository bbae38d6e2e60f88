import { AppError } from "@signalbox/errors";
import type {
  BackReference,
  InfoFilter,
  InfoKey,
  InfoPage,
  InfoPageRequest,
  StoredInfo,
} from "@signalbox/timeseries-store";
import type { ReadableStore } from "../read/read-options.js";
import type { FakeObject } from "./fake-inventory.js";

const DEFAULT_LIMIT = 1000;

/** The inventory of a site, made when the first question comes. All objects were "updated" at the beginning of this hour. */
export class FakeInfoStore {
  readonly #objects: () => readonly FakeObject[];
  readonly #nowUs: () => number;
  #index: Index | undefined;

  constructor(objects: () => readonly FakeObject[], nowUs: () => number) {
    this.#objects = objects;
    this.#nowUs = nowUs;
  }

  /** As a store is asked. */
  asStore(): ReadableStore["info"] {
    return {
      get: (key) => Promise.resolve(this.#get(key)),
      getMany: (keys) => Promise.resolve(keys.map((key) => this.#get(key))),
      list: (page) => Promise.resolve(this.#list(page)),
      referrers: ({ type, id }) => Promise.resolve(this.#referrers(type, id)),
    };
  }

  #get({ source, type, id }: InfoKey): StoredInfo | undefined {
    const found = source === "" ? this.#indexed().byKey.get(keyOf(type, id)) : undefined;
    return found && this.#stored(found);
  }

  #list({ limit = DEFAULT_LIMIT, cursor = "0", ...filter }: InfoPageRequest): InfoPage {
    const start = Number(cursor);
    if (!Number.isSafeInteger(start)) throw new AppError("invalid_argument", "cursor is not ours");
    const { sorted } = this.#indexed();
    const objects: StoredInfo[] = [];
    for (let at = start; at < sorted.length; at += 1) {
      const object = sorted[at];
      if (object === undefined || !this.#fits(object, filter)) continue;
      if (objects.length === limit) return { objects, cursor: String(at) };
      objects.push(this.#stored(object));
    }
    return { objects };
  }

  #fits(object: FakeObject, filter: InfoFilter): boolean {
    const { source = "", type, idPrefix = "", urn, changedSinceUs } = filter;
    return (
      source === "" &&
      (type === undefined || object.type === type) &&
      object.id.startsWith(idPrefix) &&
      (urn === undefined || object.urn === urn) &&
      (changedSinceUs === undefined || this.#tsUs() >= changedSinceUs)
    );
  }

  #referrers(type: string, id: string | undefined): readonly BackReference[] {
    return this.#indexed().referrers.get(keyOf(type, id ?? "")) ?? [];
  }

  #stored({ source, type, id, urn, document }: FakeObject): StoredInfo {
    return { source, type, id, document, tsUs: this.#tsUs(), ...(urn !== undefined && { urn }) };
  }

  #tsUs(): number {
    const hourUs = 3_600_000_000;
    return Math.floor(this.#nowUs() / hourUs) * hourUs;
  }

  #indexed(): Index {
    this.#index ??= indexOf(this.#objects());
    return this.#index;
  }
}

interface Index {
  /** By type and id. */
  readonly sorted: readonly FakeObject[];
  readonly byKey: ReadonlyMap<string, FakeObject>;
  readonly referrers: ReadonlyMap<string, readonly BackReference[]>;
}

const keyOf = (type: string, id: string): string => `${type}\n${id}`;

function indexOf(objects: readonly FakeObject[]): Index {
  const byKey = new Map(objects.map((object) => [keyOf(object.type, object.id), object]));
  const referrers = new Map<string, BackReference[]>();
  for (const { source, type, id, references } of objects) {
    for (const { field, type: target, id: targetId = "" } of references) {
      const key = keyOf(target, targetId);
      const list = referrers.get(key);
      if (list === undefined) referrers.set(key, [{ source, type, id, field }]);
      else list.push({ source, type, id, field });
    }
  }
  const sorted = [...byKey].sort(([one], [other]) => (one < other ? -1 : 1));
  return { sorted: sorted.map(([, object]) => object), byKey, referrers };
}
