import type { Kysely } from "kysely";
import type { InfoFilter, InfoStore } from "../info-store.js";
import { INFO_COLUMNS } from "./info-rows.js";
import type { CompiledSql } from "./messages.js";
import { compiled, queryBuilder, type Tables } from "./queries.js";

type Ageing = Parameters<InfoStore["removeOlderThan"]>[0] & { readonly limit: number };

/** Questions about the inventory whose shape depends on what is asked. */
export class InfoQueries {
  readonly #db = queryBuilder();
  // Those of fixed shape are written once: that takes longer than running them.
  readonly #byUrn = this.#db
    .selectFrom("info")
    .select(INFO_COLUMNS)
    .where("urn", "=", "")
    .orderBy("source")
    .orderBy("type")
    .orderBy("id")
    .compile().sql;
  readonly #byId = ordered(referrersBy(this.#db, "id"));
  readonly #byUrnOnly = ordered(referrersBy(this.#db, "urn"));
  readonly #byBoth = ordered(referrersBy(this.#db, "id").union(referrersBy(this.#db, "urn")));

  byUrn(urn: string): CompiledSql {
    return { sql: this.#byUrn, values: [urn] };
  }

  page(filter: InfoFilter, after: readonly string[] | undefined, limit: number): CompiledSql {
    let query = this.#filtered(filter).select(INFO_COLUMNS);
    if (after !== undefined) {
      const [source = "", type = "", id = ""] = after;
      query = query.where((is) =>
        is(is.refTuple("source", "type", "id"), ">", is.tuple(source, type, id)),
      );
    }
    return compiled(query.orderBy("source").orderBy("type").orderBy("id").limit(limit));
  }

  count(filter: InfoFilter): CompiledSql {
    return compiled(this.#filtered(filter).select((is) => is.fn.countAll<number>().as("count")));
  }

  #filtered(filter: InfoFilter) {
    const { source, type, idPrefix, urn, changedSinceUs, withGone = false } = filter;
    let query = this.#db.selectFrom("info");
    if (source !== undefined) query = query.where("source", "=", source);
    if (type !== undefined) query = query.where("type", "=", type);
    if (urn !== undefined) query = query.where("urn", "=", urn);
    if (changedSinceUs !== undefined) query = query.where("ts_us", ">=", BigInt(changedSinceUs));
    if (!withGone) query = query.where("gone_since_us", "is", null);
    if (idPrefix !== undefined)
      // By characters, so that no wildcard means anything; the bound lets the index help.
      query = query
        .where("id", ">=", idPrefix)
        .where((is) =>
          is(
            is.fn<string>("substr", ["id", is.lit(1), is.val(Array.from(idPrefix).length)]),
            "=",
            idPrefix,
          ),
        );
    return query;
  }

  /** By id, by URN or by both: two searches joined, because the engine would search by one index only and filter the rest. */
  referrers({ type, id, urn }: Parameters<InfoStore["referrers"]>[0]): CompiledSql {
    if (urn === undefined) return { sql: this.#byId, values: [type, id ?? ""] };
    if (id === undefined) return { sql: this.#byUrnOnly, values: [type, urn] };
    return { sql: this.#byBoth, values: [type, id, type, urn] };
  }

  /** The objects an ageing removes. */
  older({ beforeUs, by, type, source, limit }: Ageing): CompiledSql {
    const column = by === "ts" ? "ts_us" : "gone_since_us";
    let query = this.#db.selectFrom("info").select("info_id").where(column, "<", BigInt(beforeUs));
    if (type !== undefined) query = query.where("type", "=", type);
    if (source !== undefined) query = query.where("source", "=", source);
    return compiled(query.orderBy(column).limit(limit));
  }
}

function referrersBy(db: Kysely<Tables>, column: "id" | "urn") {
  return db
    .selectFrom("info_reference as named")
    .innerJoin("info", "info.info_id", "named.info_id")
    .select(["info.source", "info.type", "info.id", "named.field"])
    .distinct()
    .where("named.type", "=", "")
    .where(`named.${column}`, "=", "")
    .where("info.gone_since_us", "is", null);
}

function ordered(query: ReturnType<typeof referrersBy>): string {
  const { sql } = query.compile();
  return `${sql} order by 1, 2, 3, 4`;
}
