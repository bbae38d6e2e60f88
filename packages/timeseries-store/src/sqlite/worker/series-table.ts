import type { SeriesFilter, SeriesKey, SeriesSummary } from "../../series-store.js";
import { integer, text } from "../columns.js";
import type { SqlValue } from "../messages.js";
import type { Connection, Statement } from "./connection.js";
import { SeriesState, type ChunkSummary } from "./series-state.js";

const KEY_COLUMNS = "source, object_type, event, object_id";
/** Rows read at once while looking for those of a page that have points. */
const LIST_ROWS = 1000;

/** Rows of series in the file; which of them have points only the states know. */
export class SeriesTable {
  readonly #connection: Connection;
  readonly #find: Statement;
  readonly #insert: Statement;
  readonly #update: Statement;
  readonly #remove: Statement;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#find = connection.prepare(
      "select id from series where source = ? and object_type = ? and event = ? and object_id = ?",
    );
    this.#insert = connection.prepare(`insert into series (${KEY_COLUMNS}) values (?, ?, ?, ?)`);
    this.#update = connection.prepare(
      `update series set points = ?, first_us = ?, last_us = ?, last_value = ?, tail_first_us = ?, tail_points = ?
       where id = ?`,
    );
    this.#remove = connection.prepare("delete from series where id = ?");
  }

  /** @param name source, type, event and id */
  find(name: readonly string[]): number | undefined {
    const row = this.#find.get(name);
    return row && integer(row[0]);
  }

  insert(name: readonly string[]): number {
    return this.#insert.run(name).lastId;
  }

  remove(id: number): void {
    this.#remove.run([BigInt(id)]);
  }

  update(id: number, chunks: ChunkSummary): void {
    const { points, firstUs, lastUs, lastValue, tailFirstUs, tailPoints } = chunks;
    const values: SqlValue[] =
      points === 0
        ? [0n, null, null, null, null, null]
        : [
            BigInt(points),
            BigInt(firstUs),
            BigInt(lastUs),
            lastValue,
            BigInt(tailFirstUs),
            BigInt(tailPoints),
          ];
    this.#update.run([...values, BigInt(id)]);
  }

  /** Every series there is, in slices of rows. */
  *all(): Generator<SeriesState[], void, undefined> {
    const page = this.#connection.prepare(
      `select id, points, first_us, last_us, last_value, tail_first_us, tail_points from series
       where id > ? order by id limit ?`,
    );
    let after = 0;
    for (;;) {
      const rows = page.all([BigInt(after), BigInt(LIST_ROWS)]);
      yield rows.map(stateOf);
      if (rows.length < LIST_ROWS) return;
      after = integer(rows.at(-1)?.[0]);
    }
  }

  /** Rows of a filter after a key, in order; none: there are no more. */
  page(filter: SeriesFilter, after: readonly string[] | undefined): SeriesRow[] {
    const [conditions, values] = conditionsOf(filter);
    if (after !== undefined) {
      conditions.push(`(${KEY_COLUMNS}) > (?, ?, ?, ?)`);
      values.push(...after);
    }
    const where = conditions.length === 0 ? "" : `where ${conditions.join(" and ")}`;
    return this.#connection
      .prepare(
        `select id, ${KEY_COLUMNS} from series ${where} order by ${KEY_COLUMNS} limit ${LIST_ROWS}`,
      )
      .all(values)
      .map(seriesRowOf);
  }

  /** Ids of a filter above `after`, at most `LIST_ROWS`. */
  ids(filter: SeriesFilter, after: number): number[] {
    const [conditions, values] = conditionsOf(filter);
    const where = ["id > ?", ...conditions].join(" and ");
    return this.#connection
      .prepare(`select id from series where ${where} order by id limit ${LIST_ROWS}`)
      .all([BigInt(after), ...values])
      .map((row) => integer(row[0]));
  }
}

export interface SeriesRow {
  readonly id: number;
  readonly series: SeriesKey;
}

export function summaryOf(series: SeriesKey, state: SeriesState): SeriesSummary {
  const { firstUs, lastUs, lastValue } = state;
  return { series, firstUs, lastUs, lastValue };
}

function conditionsOf(filter: SeriesFilter): [string[], SqlValue[]] {
  const conditions: string[] = [];
  const values: SqlValue[] = [];
  const add = (condition: string, value: string | undefined): void => {
    if (value === undefined) return;
    conditions.push(condition);
    values.push(value);
  };
  const list = (texts: readonly string[] | undefined): string | undefined =>
    texts && JSON.stringify(texts);
  add("source = ?", filter.source);
  add("object_type = ?", filter.objectType);
  add("event in (select value from json_each(?))", list(filter.events));
  add("object_id in (select value from json_each(?))", list(filter.objectIds));
  return [conditions, values];
}

function seriesRowOf(row: readonly unknown[]): SeriesRow {
  const [id, source, objectType, event, objectId] = row;
  return {
    id: integer(id),
    series: {
      source: text(source),
      objectType: text(objectType),
      event: text(event),
      objectId: text(objectId),
    },
  };
}

function stateOf(row: readonly unknown[]): SeriesState {
  const [id, points, firstUs, lastUs, lastValue, tailFirstUs, tailPoints] = row;
  if (points === 0) return new SeriesState(integer(id));
  return new SeriesState(integer(id), {
    points: integer(points),
    firstUs: integer(firstUs),
    lastUs: integer(lastUs),
    lastValue: integer(lastValue),
    tailFirstUs: integer(tailFirstUs),
    tailPoints: integer(tailPoints),
  });
}
