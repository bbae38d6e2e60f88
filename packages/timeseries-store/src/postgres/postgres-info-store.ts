import { sql, type Kysely, type SqlBool } from "kysely";
import { checkInstant, checkName, pageLimit, removalLimit } from "../arguments.js";
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
import type { Connection } from "./connection.js";
import type { ConnectionPool } from "./connection-pool.js";
import { filteredInfo, infoColumns, isNamed, keyTable, storedInfo } from "./info-queries.js";
import { parseReferences, putInfo } from "./put-info.js";
import type { Tables } from "./tables.js";
import type { WriteQueue } from "./write-queue.js";

const KEY_PARTS = 3;
const USUAL_REMOVAL = 1000;
const inOrder = sql`info.source, info.type, info.object_id`;

export interface PostgresInfoStoreOptions {
  readonly db: Kysely<Tables>;
  readonly pool: ConnectionPool<Connection>;
  readonly writes: WriteQueue;
  /** As it stands in SQL. */
  readonly schema: string;
}

/** Inventory in the tables `info` and `info_reference`. */
export class PostgresInfoStore implements InfoStore {
  readonly #options: PostgresInfoStoreOptions;
  readonly #db: Kysely<Tables>;

  constructor(options: PostgresInfoStoreOptions) {
    this.#options = options;
    this.#db = options.db;
  }

  put(objects: readonly InfoObject[]): Promise<InfoWriteReport> {
    const { pool, schema, writes } = this.#options;
    return writes.run(0, () => pool.use((connection) => putInfo(connection, schema, objects)));
  }

  async get(key: InfoKey): Promise<StoredInfo | undefined> {
    const [found] = await this.getMany([key]);
    return found;
  }

  async getMany(keys: readonly InfoKey[]): Promise<readonly (StoredInfo | undefined)[]> {
    const rows = await this.#named(keys)
      .select([...infoColumns, "k.ord"])
      .execute();
    const found = keys.map((): StoredInfo | undefined => undefined);
    for (const row of rows) found[row.ord - 1] = storedInfo(row);
    return found;
  }

  async findByUrn(urn: string): Promise<readonly StoredInfo[]> {
    checkName("urn", urn);
    const query = filteredInfo(this.#db, { urn, withGone: true });
    const rows = await query.select(infoColumns).orderBy(inOrder).execute();
    return rows.map(storedInfo);
  }

  async list(page: InfoPageRequest): Promise<InfoPage> {
    const limit = pageLimit(page.limit);
    let query = filteredInfo(this.#db, page).select(infoColumns);
    if (page.cursor !== undefined) {
      const after = sql.join(decodeCursor(page.cursor, KEY_PARTS));
      query = query.where(sql<SqlBool>`(${inOrder}) > (${after})`);
    }
    const rows = await query
      .orderBy(inOrder)
      .limit(limit + 1)
      .execute();
    const objects = rows.slice(0, limit).map(storedInfo);
    const last = objects.at(-1);
    if (rows.length <= limit || last === undefined) return { objects };
    return { objects, cursor: encodeCursor([last.source, last.type, last.id]) };
  }

  async count(filter: InfoFilter): Promise<number> {
    const query = filteredInfo(this.#db, filter).select((count) => count.fn.countAll().as("n"));
    return Number((await query.executeTakeFirstOrThrow()).n);
  }

  async referencesOf(keys: readonly InfoKey[]): Promise<readonly (readonly InfoReference[])[]> {
    const rows = await this.#named(keys).select(["info.reference_list", "k.ord"]).execute();
    const found = keys.map((): readonly InfoReference[] => []);
    for (const row of rows) found[row.ord - 1] = parseReferences(row.reference_list);
    return found;
  }

  async referrers(
    target: Parameters<InfoStore["referrers"]>[0],
  ): Promise<readonly BackReference[]> {
    const { type, id = null, urn = null } = target;
    const rows = await this.#db
      .selectFrom("info_reference as r")
      .innerJoin("info", "info.id", "r.info_id")
      .select(["info.source", "info.type", "info.object_id", "r.field"])
      .distinct()
      .where("info.gone_since", "is", null)
      .where("r.type", "=", type)
      // Nothing equals null.
      .where((where) => where.or([where("r.object_id", "=", id), where("r.urn", "=", urn)]))
      .orderBy(sql`info.source, info.type, info.object_id, r.field`)
      .execute();
    return rows.map(({ source, type: of, object_id, field }) => ({
      source,
      type: of,
      id: object_id,
      field,
    }));
  }

  async markGone(keys: readonly InfoKey[], atUs: number): Promise<number> {
    checkInstant("atUs", atUs);
    return this.#write(async () => {
      const result = await this.#db
        .updateTable("info")
        .from(keyTable(keys))
        .set({ gone_since: atUs })
        .where(isNamed)
        .where("info.gone_since", "is", null)
        .executeTakeFirstOrThrow();
      return result.numUpdatedRows;
    });
  }

  remove(keys: readonly InfoKey[]): Promise<number> {
    return this.#write(async () => {
      const named = this.#named(keys).select("info.id");
      const query = this.#db.deleteFrom("info").where("info.id", "in", named);
      return (await query.executeTakeFirstOrThrow()).numDeletedRows;
    });
  }

  async removeOlderThan(options: Parameters<InfoStore["removeOlderThan"]>[0]): Promise<number> {
    const { beforeUs, by, type, source, limit } = options;
    checkInstant("beforeUs", beforeUs);
    const most = removalLimit(limit, USUAL_REMOVAL);
    return this.#write(async () => {
      const filter = { withGone: true, ...(type === undefined ? {} : { type }) };
      const old = filteredInfo(this.#db, source === undefined ? filter : { ...filter, source })
        .select("info.id")
        .where(by === "ts" ? "info.ts" : "info.gone_since", "<", beforeUs)
        .limit(most);
      const query = this.#db.deleteFrom("info").where("info.id", "in", old);
      return (await query.executeTakeFirstOrThrow()).numDeletedRows;
    });
  }

  #named(keys: readonly InfoKey[]) {
    return this.#db.selectFrom(keyTable(keys)).innerJoin("info", (join) => join.on(isNamed));
  }

  async #write(work: () => Promise<bigint>): Promise<number> {
    return Number(await this.#options.writes.run(0, work));
  }
}
