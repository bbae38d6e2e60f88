import type { SeriesKey } from "../series-store.js";
import type { Connection } from "./connection.js";

export interface SeriesEntry {
  readonly id: number;
  /**
   * Nothing later is known to be there: later points are likely new. NaN: nothing is known. A guess only; other processes
   * write, too.
   */
  lastUs: number;
}

export interface NamedSeries {
  readonly key: SeriesKey;
  readonly text: string;
}

/** Series asked for in one statement. */
const SERIES_A_STATEMENT = 1000;

/** One text for each key: no part may hold NUL. */
export function seriesText({ source, objectType, event, objectId }: SeriesKey): string {
  return `${source}\0${objectType}\0${event}\0${objectId}`;
}

/** Integer ids of series, remembered as long as the server is the same. */
export class SeriesIds {
  readonly #entries = new Map<string, SeriesEntry>();
  readonly #maxRemembered: number;
  readonly #findSql: string;
  readonly #createSql: string;
  /** Counts how often all was forgotten: what was asked for before is not remembered after. */
  #age = 0;

  /** @param schema as it stands in SQL */
  constructor(options: { readonly schema: string; readonly maxRemembered: number }) {
    const { schema, maxRemembered } = options;
    this.#maxRemembered = maxRemembered;
    const asked = `unnest($1::text[], $2::text[], $3::text[], $4::text[])`;
    this.#findSql = `select k.ord, s.id
      from ${asked} with ordinality k(source, object_type, event, object_id, ord)
      join ${schema}.series s using (source, object_type, event, object_id)`;
    this.#createSql = `with created as (
        insert into ${schema}.series (source, object_type, event, object_id)
        select * from ${asked} on conflict do nothing
        returning id, source, object_type, event, object_id)
      select k.ord, c.id
      from ${asked} with ordinality k(source, object_type, event, object_id, ord)
      join created c using (source, object_type, event, object_id)`;
  }

  /** What is remembered may be of another server, or of this one before it was set back. */
  forget(): void {
    this.#age += 1;
    this.#entries.clear();
  }

  /** In the order asked; `undefined` for those never written. */
  async find(
    connection: Connection,
    series: readonly NamedSeries[],
  ): Promise<readonly (SeriesEntry | undefined)[]> {
    const found = new Map<string, SeriesEntry>();
    const unknown = this.#recall(series, found);
    await this.#ask(connection, this.#findSql, unknown, Number.NaN, found);
    return series.map(({ text }) => found.get(text));
  }

  /** As `find`, but creates those that are missing. */
  async findOrCreate(
    connection: Connection,
    series: readonly NamedSeries[],
  ): Promise<readonly SeriesEntry[]> {
    const found = new Map<string, SeriesEntry>();
    let missing = this.#recall(series, found);
    await this.#ask(connection, this.#findSql, missing, Number.NaN, found);
    missing = missing.filter(({ text }) => !found.has(text));
    await this.#ask(connection, this.#createSql, missing, Number.NEGATIVE_INFINITY, found);
    // Created by another process between the two.
    missing = missing.filter(({ text }) => !found.has(text));
    await this.#ask(connection, this.#findSql, missing, Number.NaN, found);
    return series.map(({ text }) => found.get(text) ?? neverHere(text));
  }

  #recall(series: readonly NamedSeries[], found: Map<string, SeriesEntry>): NamedSeries[] {
    const unknown = new Map<string, NamedSeries>();
    for (const one of series) {
      const entry = this.#entries.get(one.text);
      if (entry === undefined) unknown.set(one.text, one);
      else found.set(one.text, entry);
    }
    return [...unknown.values()];
  }

  async #ask(
    connection: Connection,
    text: string,
    series: readonly NamedSeries[],
    lastUs: number,
    found: Map<string, SeriesEntry>,
  ): Promise<void> {
    const age = this.#age;
    for (let from = 0; from < series.length; from += SERIES_A_STATEMENT) {
      const part = series.slice(from, from + SERIES_A_STATEMENT);
      const values = keyColumns(part.map(({ key }) => key));
      for (const [ord, id] of await connection.rows<[number, number]>({ text, values })) {
        const name = part[ord - 1]?.text ?? neverHere(`row ${ord}`);
        const entry = { id, lastUs };
        found.set(name, entry);
        if (age === this.#age) this.#remember(name, entry);
      }
    }
  }

  #remember(text: string, entry: SeriesEntry): void {
    this.#entries.set(text, entry);
    if (this.#entries.size <= this.#maxRemembered) return;
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined) this.#entries.delete(oldest);
  }
}

/** Keys as four parameters `text[]`. */
export function keyColumns(keys: readonly SeriesKey[]): [string[], string[], string[], string[]] {
  return [
    keys.map(({ source }) => source),
    keys.map(({ objectType }) => objectType),
    keys.map(({ event }) => event),
    keys.map(({ objectId }) => objectId),
  ];
}

function neverHere(what: string): never {
  throw new RangeError(`series not found: ${what}`);
}
