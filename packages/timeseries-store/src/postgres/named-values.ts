import type { Kysely } from "kysely";
import { checkName, checkText, MAX_DOCUMENT_CHARS } from "../arguments.js";
import type { KeyValueStore } from "../timeseries-store.js";
import type { Tables } from "./tables.js";
import type { WriteQueue } from "./write-queue.js";

/** A statement has at most 65,535 parameters. */
const PAIRS_A_STATEMENT = 5000;

type Pair = readonly [key: string, value: string | undefined];

/** Values in the table `named_value`. */
export class NamedValues implements KeyValueStore {
  readonly #db: Kysely<Tables>;
  readonly #writes: WriteQueue;

  constructor(options: { readonly db: Kysely<Tables>; readonly writes: WriteQueue }) {
    this.#db = options.db;
    this.#writes = options.writes;
  }

  async get(space: string, key: string): Promise<string | undefined> {
    checkName("space", space);
    checkName("key", key);
    const row = await this.#db
      .selectFrom("named_value")
      .select("value")
      .where("space", "=", space)
      .where("key", "=", key)
      .executeTakeFirst();
    return row?.value;
  }

  async entries(space: string): Promise<readonly (readonly [key: string, value: string])[]> {
    checkName("space", space);
    const rows = await this.#db
      .selectFrom("named_value")
      .select(["key", "value"])
      .where("space", "=", space)
      .orderBy("key")
      .execute();
    return rows.map(({ key, value }) => [key, value] as const);
  }

  async spaces(): Promise<readonly string[]> {
    const query = this.#db.selectFrom("named_value").select("space").distinct().orderBy("space");
    return (await query.execute()).map(({ space }) => space);
  }

  async put(space: string, pairs: readonly Pair[]): Promise<void> {
    checkName("space", space);
    for (const [key, value] of pairs) {
      checkName("key", key);
      if (value !== undefined) checkText("value", value, MAX_DOCUMENT_CHARS);
    }
    // Of a key that comes twice the last counts; in order, so that two writers do not wait for each other in a circle.
    const last = [...new Map(pairs)].sort(([one], [other]) => (one < other ? -1 : 1));
    const kept = last.flatMap(([key, value]) => (value === undefined ? [] : [{ key, value }]));
    const removed = last.flatMap(([key, value]) => (value === undefined ? [key] : []));
    await this.#writes.run(0, () => this.#store(space, kept, removed));
  }

  async #store(
    space: string,
    kept: readonly { readonly key: string; readonly value: string }[],
    removed: readonly string[],
  ): Promise<void> {
    await this.#db.transaction().execute(async (db) => {
      for (let from = 0; from < removed.length; from += PAIRS_A_STATEMENT) {
        const keys = removed.slice(from, from + PAIRS_A_STATEMENT);
        await db
          .deleteFrom("named_value")
          .where("space", "=", space)
          .where("key", "in", keys)
          .execute();
      }
      for (let from = 0; from < kept.length; from += PAIRS_A_STATEMENT) {
        const rows = kept.slice(from, from + PAIRS_A_STATEMENT).map((row) => ({ space, ...row }));
        await db
          .insertInto("named_value")
          .values(rows)
          .onConflict((conflict) =>
            conflict
              .columns(["space", "key"])
              .doUpdateSet((update) => ({ value: update.ref("excluded.value") })),
          )
          .execute();
      }
    });
  }
}
