import type {
  InfoKey,
  InfoObject,
  InfoReference,
  InfoWriteReport,
  StoredInfo,
} from "../../info-store.js";
import type { CompiledSql } from "../messages.js";
import { INFO_COLUMNS, storedOf } from "../info-rows.js";
import { integer, text } from "../columns.js";
import type { Connection, Statement } from "./connection.js";

const BY_KEY = "where source = ? and type = ? and id = ?";

/** Inventory in the file. */
export class InfoTable {
  readonly #connection: Connection;
  readonly #find: Statement;
  readonly #get: Statement;
  readonly #insert: Statement;
  readonly #update: Statement;
  readonly #references: Statement;
  readonly #addReference: Statement;
  readonly #dropReferences: Statement;
  readonly #markGone: Statement;
  readonly #remove: Statement;

  constructor(connection: Connection) {
    const prepare = (sql: string): Statement => connection.prepare(sql);
    this.#connection = connection;
    this.#find = prepare(`select info_id, urn, ts_us, gone_since_us, document from info ${BY_KEY}`);
    this.#get = prepare(`select ${INFO_COLUMNS.join(", ")} from info ${BY_KEY}`);
    this.#insert = prepare(
      "insert into info (source, type, id, urn, ts_us, document) values (?, ?, ?, ?, ?, ?)",
    );
    this.#update = prepare(
      "update info set urn = ?, ts_us = ?, document = ?, gone_since_us = null where info_id = ?",
    );
    this.#references = prepare(
      "select field, type, id, urn from info_reference where info_id = ? order by place",
    );
    this.#addReference = prepare("insert into info_reference values (?, ?, ?, ?, ?, ?)");
    this.#dropReferences = prepare("delete from info_reference where info_id = ?");
    this.#markGone = prepare(
      `update info set gone_since_us = ? ${BY_KEY} and gone_since_us is null`,
    );
    this.#remove = prepare("delete from info where info_id = ?");
  }

  put(objects: readonly InfoObject[]): InfoWriteReport {
    const report = { inserted: 0, updated: 0, unchanged: 0 };
    return this.#connection.transaction(() => {
      for (const object of objects) report[this.#putOne(object)]++;
      return report;
    });
  }

  #putOne(object: InfoObject): keyof InfoWriteReport {
    const { urn = null, tsUs, document, references } = object;
    const found = this.#find.get([object.source, object.type, object.id]);
    if (found === undefined) {
      const row = [object.source, object.type, object.id, urn, BigInt(tsUs), document];
      this.#writeReferences(this.#insert.run(row).lastId, references);
      return "inserted";
    }
    const [id, oldUrn, oldTs, goneSince, oldDocument] = found;
    const infoId = integer(id);
    const isSame = oldTs === tsUs && oldDocument === document;
    if (!isSame || oldUrn !== urn || goneSince !== null)
      this.#update.run([urn, BigInt(tsUs), document, BigInt(infoId)]);
    // A newer version of the program may find more references in the same document.
    if (!isEqual(this.#referencesOf(infoId), references)) {
      this.#dropReferences.run([BigInt(infoId)]);
      this.#writeReferences(infoId, references);
    }
    return isSame ? "unchanged" : "updated";
  }

  #writeReferences(infoId: number, references: readonly InfoReference[]): void {
    for (const [place, { field, type, id = null, urn = null }] of references.entries())
      this.#addReference.run([BigInt(infoId), BigInt(place), field, type, id, urn]);
  }

  #referencesOf(infoId: number): InfoReference[] {
    return this.#references.all([BigInt(infoId)]).map(([field, type, id, urn]) => ({
      field: text(field),
      type: text(type),
      ...(id !== null && { id: text(id) }),
      ...(urn !== null && { urn: text(urn) }),
    }));
  }

  getMany(keys: readonly InfoKey[]): (StoredInfo | undefined)[] {
    return keys.map(({ source, type, id }) => {
      const row = this.#get.get([source, type, id]);
      return row && storedOf(row);
    });
  }

  referencesOf(keys: readonly InfoKey[]): InfoReference[][] {
    return keys.map((key) => {
      const infoId = this.#idOf(key);
      return infoId === undefined ? [] : this.#referencesOf(infoId);
    });
  }

  markGone(keys: readonly InfoKey[], atUs: number): number {
    return this.#connection.transaction(() =>
      sum(keys, ({ source, type, id }) => {
        return this.#markGone.run([BigInt(atUs), source, type, id]).changes;
      }),
    );
  }

  remove(keys: readonly InfoKey[]): number {
    return this.#connection.transaction(() =>
      sum(keys, (key) => {
        const infoId = this.#idOf(key);
        return infoId === undefined ? 0 : this.#removeOne(infoId);
      }),
    );
  }

  removeFound({ sql, values }: CompiledSql): number {
    return this.#connection.transaction(() =>
      sum(this.#connection.prepare(sql).all(values), ([id]) => this.#removeOne(integer(id))),
    );
  }

  #removeOne(infoId: number): number {
    this.#dropReferences.run([BigInt(infoId)]);
    return this.#remove.run([BigInt(infoId)]).changes;
  }

  #idOf({ source, type, id }: InfoKey): number | undefined {
    const row = this.#find.get([source, type, id]);
    return row && integer(row[0]);
  }
}

function sum<Item>(items: readonly Item[], count: (item: Item) => number): number {
  let total = 0;
  for (const item of items) total += count(item);
  return total;
}

function isEqual(a: readonly InfoReference[], b: readonly InfoReference[]): boolean {
  return (
    a.length === b.length &&
    a.every((one, place) => {
      const other = b[place];
      return (
        one.field === other?.field &&
        one.type === other.type &&
        one.id === other.id &&
        one.urn === other.urn
      );
    })
  );
}
