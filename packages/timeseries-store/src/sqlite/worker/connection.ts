import type Database from "libsql";
import type { SqlValue } from "../messages.js";

export interface Statement {
  run(values: readonly SqlValue[]): { readonly changes: number; readonly lastId: number };
  get(values: readonly SqlValue[]): readonly unknown[] | undefined;
  all(values: readonly SqlValue[]): readonly (readonly unknown[])[];
}

/**
 * The one connection of a worker: synchronous, rows as arrays. Values go in as an array always, for the engine takes a single buffer
 * for a set of named values; and integers go in as BigInt, for it binds every number as REAL.
 */
export class Connection {
  readonly database: InstanceType<typeof Database>;
  readonly #statements = new Map<string, Statement>();

  constructor(database: InstanceType<typeof Database>) {
    this.database = database;
  }

  /** Prepared once for each text; texts are constants of the program. */
  prepare(sql: string): Statement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = new PreparedStatement(this.database, sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  exec(sql: string): void {
    this.database.exec(sql);
  }

  /** The first value of the first row. Of a statement without rows: undefined. */
  value(sql: string, values: readonly SqlValue[] = []): unknown {
    return new PreparedStatement(this.database, sql).all(values)[0]?.[0];
  }

  /** All of `work` or nothing of it. @throws what `work` or the engine throws, with nothing done */
  transaction<Result>(work: () => Result): Result {
    this.exec("begin immediate");
    try {
      const result = work();
      this.exec("commit");
      return result;
    } catch (error) {
      this.#rollBack();
      throw error;
    }
  }

  #rollBack(): void {
    // Some errors, a full disk among them, have ended the transaction already.
    if (this.database.inTransaction) this.exec("rollback");
  }
}

class PreparedStatement implements Statement {
  readonly #statement: ReturnType<InstanceType<typeof Database>["prepare"]>;

  constructor(database: InstanceType<typeof Database>, sql: string) {
    this.#statement = database.prepare(sql);
    if (this.#statement.reader) this.#statement.raw();
  }

  run(values: readonly SqlValue[]): { changes: number; lastId: number } {
    const { changes, lastInsertRowid } = this.#statement.run(values);
    return { changes, lastId: Number(lastInsertRowid) };
  }

  get(values: readonly SqlValue[]): readonly unknown[] | undefined {
    const row = this.#statement.get(values);
    return row === undefined ? undefined : rowOf(row);
  }

  all(values: readonly SqlValue[]): readonly (readonly unknown[])[] {
    if (!this.#statement.reader) {
      this.#statement.run(values);
      return [];
    }
    return this.#statement.all(values).map(rowOf);
  }
}

function rowOf(row: unknown): readonly unknown[] {
  if (!Array.isArray(row)) throw new TypeError("a row of the engine is not an array");
  return row;
}
