import { text } from "../columns.js";
import type { Connection, Statement } from "./connection.js";

/** Named values in the file. */
export class ValueTable {
  readonly #connection: Connection;
  readonly #get: Statement;
  readonly #entries: Statement;
  readonly #spaces: Statement;
  readonly #put: Statement;
  readonly #remove: Statement;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#get = connection.prepare("select value from named_value where space = ? and key = ?");
    this.#entries = connection.prepare(
      "select key, value from named_value where space = ? order by key",
    );
    this.#spaces = connection.prepare("select distinct space from named_value order by space");
    this.#put = connection.prepare(
      `insert into named_value (space, key, value) values (?, ?, ?)
       on conflict (space, key) do update set value = excluded.value`,
    );
    this.#remove = connection.prepare("delete from named_value where space = ? and key = ?");
  }

  get(space: string, key: string): string | undefined {
    const row = this.#get.get([space, key]);
    return row && text(row[0]);
  }

  entries(space: string): (readonly [string, string])[] {
    return this.#entries.all([space]).map(([key, value]) => [text(key), text(value)] as const);
  }

  spaces(): string[] {
    return this.#spaces.all([]).map(([space]) => text(space));
  }

  put(space: string, pairs: readonly (readonly [string, string | undefined])[]): undefined {
    this.#connection.transaction(() => {
      for (const [key, value] of pairs)
        if (value === undefined) this.#remove.run([space, key]);
        else this.#put.run([space, key, value]);
    });
  }
}
