import { sql, type Kysely } from "kysely";

/** Texts are in order of their code points, like everywhere else in this package, whatever the database's language. */
const TEXT = `text collate "C"`;

/** The first version of the schema. */
export async function createTables(db: Kysely<unknown>, schemaName: string): Promise<void> {
  const schema = `"${schemaName}"`;
  for (const statement of [
    ...seriesTables(schema),
    ...infoTables(schema),
    `create table ${schema}.named_value (
      space ${TEXT} not null, key ${TEXT} not null, value text not null, primary key (space, key))`,
    putPoints(schema),
  ]) {
    await sql.raw(statement).execute(db);
  }
}

function seriesTables(schema: string): readonly string[] {
  return [
    `create table ${schema}.series (
      id integer generated always as identity primary key,
      source ${TEXT} not null, object_type ${TEXT} not null, event ${TEXT} not null, object_id ${TEXT} not null,
      unique (source, object_type, event, object_id))`,
    `create table ${schema}.points (
      series_id integer not null, ts bigint not null, v double precision not null,
      primary key (series_id, ts))`,
  ];
}

function infoTables(schema: string): readonly string[] {
  return [
    `create table ${schema}.info (
      id bigint generated always as identity primary key,
      source ${TEXT} not null, type ${TEXT} not null, object_id ${TEXT} not null, urn ${TEXT},
      ts bigint not null, gone_since bigint, document text not null, reference_list text not null,
      unique (source, type, object_id))`,
    `create index info_by_urn on ${schema}.info (urn) where urn is not null`,
    `create index info_by_ts on ${schema}.info (ts)`,
    `create index info_by_gone_since on ${schema}.info (gone_since) where gone_since is not null`,
    `create table ${schema}.info_reference (
      info_id bigint not null references ${schema}.info (id) on delete cascade,
      field ${TEXT} not null, type ${TEXT} not null, object_id ${TEXT}, urn ${TEXT})`,
    `create index info_reference_of on ${schema}.info_reference (info_id)`,
    `create index info_reference_by_id on ${schema}.info_reference (type, object_id)`,
    `create index info_reference_by_urn on ${schema}.info_reference (type, urn)`,
  ];
}

/**
 * Inserts what is new, then updates what differs, in one round trip. The insert waits for other writers of the same keys
 * and leaves theirs in place; the update is a statement of its own and so sees what they committed meanwhile. Hence two
 * writers of one point count it as inserted once.
 */
function putPoints(schema: string): string {
  return `create function ${schema}.put_points(
      ids integer[], times bigint[], numbers double precision[],
      out inserted bigint, out replaced bigint) language plpgsql as $body$
    begin
      insert into ${schema}.points (series_id, ts, v)
        select * from unnest(ids, times, numbers) on conflict (series_id, ts) do nothing;
      get diagnostics inserted = row_count;
      replaced := 0;
      if inserted < cardinality(ids) then
        update ${schema}.points p set v = n.v
          from unnest(ids, times, numbers) n(series_id, ts, v)
          where p.series_id = n.series_id and p.ts = n.ts and p.v <> n.v;
        get diagnostics replaced = row_count;
      end if;
    end $body$`;
}
