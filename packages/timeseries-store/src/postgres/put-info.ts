import { checkInfoObject } from "../arguments.js";
import type { InfoObject, InfoReference, InfoWriteReport } from "../info-store.js";
import type { Connection } from "./connection.js";

/** Objects written by one statement. */
const OBJECTS_A_STATEMENT = 500;

interface Counts {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
}

/**
 * All objects in one transaction. Who writes info waits for the others who do: it is rare, and what was there before can
 * then be told exactly.
 *
 * @param schema as it stands in SQL
 */
export async function putInfo(
  connection: Connection,
  schema: string,
  objects: readonly InfoObject[],
): Promise<InfoWriteReport> {
  objects.forEach(checkInfoObject);
  const sum = { inserted: 0, updated: 0, unchanged: 0 };
  if (objects.length === 0) return sum;
  await connection.transaction(async () => {
    await connection.run({
      text: "select pg_advisory_xact_lock(hashtextextended($1, 0))",
      values: [`${schema}.info`],
    });
    for (const round of rounds(objects)) {
      for (let from = 0; from < round.length; from += OBJECTS_A_STATEMENT) {
        const part = round.slice(from, from + OBJECTS_A_STATEMENT);
        const { rows } = await connection.run<Counts>(putStatement(schema, part));
        sum.inserted += rows[0]?.inserted ?? 0;
        sum.updated += rows[0]?.updated ?? 0;
        sum.unchanged += rows[0]?.unchanged ?? 0;
      }
    }
  });
  return sum;
}

/** A statement sees no effect of its own: an object named again goes into the next round. */
function rounds(objects: readonly InfoObject[]): readonly (readonly InfoObject[])[] {
  const all: InfoObject[][] = [];
  const times = new Map<string, number>();
  for (const object of objects) {
    const text = `${object.source}\0${object.type}\0${object.id}`;
    const round = times.get(text) ?? 0;
    times.set(text, round + 1);
    (all[round] ??= []).push(object);
  }
  return all;
}

function putStatement(schema: string, objects: readonly InfoObject[]) {
  const lists = objects.map(({ references }) => JSON.stringify(references.map(plainReference)));
  const values = [
    objects.map(({ source }) => source),
    objects.map(({ type }) => type),
    objects.map(({ id }) => id),
    objects.map(({ urn }) => urn ?? null),
    objects.map(({ tsUs }) => tsUs),
    objects.map(({ document }) => document),
    lists,
  ];
  return { name: "put_info", text: putSql(schema), values };
}

/** Always the same names in the same order, so that equal lists are equal texts. */
function plainReference(reference: InfoReference) {
  const { field, type, id = null, urn = null } = reference;
  return { field, type, object_id: id, urn };
}

function putSql(schema: string): string {
  return `with incoming as (
      select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[])
        with ordinality k(source, type, object_id, urn, ts, document, reference_list, ord)),
    compared as (
      select k.*, i.id is null as is_new, i.gone_since is not null as is_gone,
        (i.urn, i.ts, i.document, i.reference_list)
          is not distinct from (k.urn, k.ts, k.document, k.reference_list) as is_same
      from incoming k left join ${schema}.info i using (source, type, object_id)),
    written as (
      insert into ${schema}.info (source, type, object_id, urn, ts, document, reference_list)
      select source, type, object_id, urn, ts, document, reference_list from compared
      where is_new or is_gone or not is_same
      on conflict (source, type, object_id) do update set
        urn = excluded.urn, ts = excluded.ts, document = excluded.document,
        reference_list = excluded.reference_list, gone_since = null
      returning id, reference_list),
    unreferenced as (
      delete from ${schema}.info_reference where info_id in (select id from written)),
    referenced as (
      insert into ${schema}.info_reference (info_id, field, type, object_id, urn)
      select distinct w.id, r.field, r.type, r.object_id, r.urn
      from written w, jsonb_to_recordset(w.reference_list::jsonb)
        as r(field text, type text, object_id text, urn text))
    select count(*) filter (where is_new) as inserted,
      count(*) filter (where not is_new and not is_same) as updated,
      count(*) filter (where not is_new and is_same) as unchanged
    from compared`;
}

/** Back from a `reference_list`. */
export function parseReferences(list: string): readonly InfoReference[] {
  // Only `putStatement` writes this column.
  const references = JSON.parse(list) as ReturnType<typeof plainReference>[];
  return references.map(({ field, type, object_id: id, urn }) => ({
    field,
    type,
    ...(id === null ? {} : { id }),
    ...(urn === null ? {} : { urn }),
  }));
}
