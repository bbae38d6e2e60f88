/** Where an info object came from and what it is. Unique in a store. */
export interface InfoKey {
  /** Id of the datastore it was read from; "" in a datastore of one's own. */
  readonly source: string;
  /** Object type such as `node` (datastore-polling, 1). */
  readonly type: string;
  readonly id: string;
}

/** One object that another one names: what back-references are found by. */
export interface InfoReference {
  /** The field that names it, such as `interfaces` or `parent_node`. */
  readonly field: string;
  readonly type: string;
  /** At least one of the two is known. */
  readonly id?: string;
  readonly urn?: string;
}

/** What is written: a document with the fields that a store searches by. */
export interface InfoObject extends InfoKey {
  readonly urn?: string;
  /** Microseconds since 1970 of the last update of the object; drives ageing. */
  readonly tsUs: number;
  /** The object as JSON text; returned byte for byte. */
  readonly document: string;
  readonly references: readonly InfoReference[];
}

/** What is read back. */
export interface StoredInfo extends InfoKey {
  readonly urn?: string;
  readonly tsUs: number;
  readonly document: string;
  /** Microseconds since 1970 since when the source no longer lists it; absent while it does. */
  readonly goneSinceUs?: number;
}

export interface InfoFilter {
  readonly source?: string;
  readonly type?: string;
  readonly idPrefix?: string;
  readonly urn?: string;
  /** Only those whose `tsUs` is at least this. */
  readonly changedSinceUs?: number;
  /** Default: only those not gone. */
  readonly withGone?: boolean;
}

export interface InfoPageRequest extends InfoFilter {
  /** 1 .. 10,000; default 1000. */
  readonly limit?: number;
  /** Of the page before; opaque. */
  readonly cursor?: string;
}

export interface InfoPage {
  /** By source, type and id. */
  readonly objects: readonly StoredInfo[];
  /** Present when there may be more. */
  readonly cursor?: string;
}

export interface InfoWriteReport {
  readonly inserted: number;
  /** The document or its time differs from what was there. */
  readonly updated: number;
  readonly unchanged: number;
}

/** Which object refers to the one asked for, and by which field. */
export interface BackReference extends InfoKey {
  readonly field: string;
}

/** Inventory: documents by source, type and id. Every method rejects with AppError: `invalid_argument` or `unavailable`. */
export interface InfoStore {
  /** Inserts or replaces all of them or none; an object that was gone is there again. */
  put(objects: readonly InfoObject[]): Promise<InfoWriteReport>;
  get(key: InfoKey): Promise<StoredInfo | undefined>;
  /** In the order of the keys; `undefined` where there is none. At most 10,000 keys. */
  getMany(keys: readonly InfoKey[]): Promise<readonly (StoredInfo | undefined)[]>;
  findByUrn(urn: string): Promise<readonly StoredInfo[]>;
  list(page: InfoPageRequest): Promise<InfoPage>;
  count(filter: InfoFilter): Promise<number>;
  /** What the objects name, in the order of the keys; empty where there is none. At most 10,000 keys. */
  referencesOf(keys: readonly InfoKey[]): Promise<readonly (readonly InfoReference[])[]>;
  /**
   * Objects that name this one by id or by urn, of the same source or of another one; not those that are gone. By source, type,
   * id and field, each once.
   */
  referrers(target: {
    readonly type: string;
    readonly id?: string;
    readonly urn?: string;
  }): Promise<readonly BackReference[]>;
  /** Marks objects as gone that are not yet. @returns how many. */
  markGone(keys: readonly InfoKey[], atUs: number): Promise<number>;
  remove(keys: readonly InfoKey[]): Promise<number>;
  /** Ageing: removes at most `limit` (default 1000) objects whose `tsUs`, or `goneSinceUs`, is before `beforeUs`. */
  removeOlderThan(options: {
    readonly beforeUs: number;
    readonly by: "ts" | "goneSince";
    readonly type?: string;
    readonly source?: string;
    readonly limit?: number;
  }): Promise<number>;
}
