import {
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type Compilable,
  type Generated,
} from "kysely";
import type { CompiledSql, SqlValue } from "./messages.js";

interface InfoRow {
  readonly info_id: Generated<number>;
  readonly source: string;
  readonly type: string;
  readonly id: string;
  readonly urn: string | null;
  readonly ts_us: bigint;
  readonly gone_since_us: bigint | null;
  readonly document: string;
}

interface InfoReferenceRow {
  readonly info_id: number;
  readonly place: number;
  readonly field: string;
  readonly type: string;
  readonly id: string | null;
  readonly urn: string | null;
}

interface NamedValueRow {
  readonly space: string;
  readonly key: string;
  readonly value: string;
}

export interface Tables {
  readonly info: InfoRow;
  readonly info_reference: InfoReferenceRow;
  readonly named_value: NamedValueRow;
}

/** Writes SQL and runs nothing: what it wrote is run by the worker, which need not load it. */
export function queryBuilder(): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
}

/** Text and values of a statement. */
export function compiled(query: Compilable): CompiledSql {
  const { sql, parameters } = query.compile();
  return { sql, values: parameters.map(valueOf) };
}

/** Whole numbers as integers: the engine would take them for REAL. */
function valueOf(value: unknown): SqlValue {
  if (typeof value === "string" || typeof value === "bigint" || value === null) return value;
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : value;
  throw new TypeError(`a ${typeof value} is no value of a column`);
}
