import type { KeyValueStore } from "@signalbox/timeseries-store";
import { SeriesTimes, type SeriesTable } from "./series-table.js";

const SPACE = "remote-write";
const PAIRS_AT_ONCE = 1000;
/** Says how the process before ended; no fingerprint is so short. */
const STATE = "state";
const CLEAN = "clean";

/** Tells of the points that are held and not delivered, in any order. */
export type Undelivered = (tell: (series: number, tsUs: number) => void) => void;

/**
 * Up to where each series has been delivered, kept so that a restart goes on from there. A series may have a hole: a point before
 * that mark which was given up for the time being, and which is still in the store.
 *
 * After a process that did not end by itself the marks are not believed: it may have stored points that came late, before a mark, and
 * nobody knows of them.
 */
export class DeliveryMarks {
  readonly #table: SeriesTable;
  readonly #values: Pick<KeyValueStore, "entries" | "put">;
  readonly #delivered = new SeriesTimes();
  readonly #holes = new Map<number, number>();
  /** Holes that are being filled now. */
  readonly #filling = new Map<number, number>();
  /** As last written, so that nothing is written twice. */
  readonly #written = new SeriesTimes();
  readonly #changed = new Set<number>();
  /** As they were saved last time, of series that have not been met yet. */
  #saved = new Map<string, number>();
  #known = 0;
  #isLoaded = false;
  #isTrusted = false;

  constructor(table: SeriesTable, values: Pick<KeyValueStore, "entries" | "put">) {
    this.#table = table;
    this.#values = values;
  }

  get hasChanges(): boolean {
    return this.#changed.size > 0;
  }

  /** Reads the marks; from now on a process that ends without `close` has not ended well. */
  async load(): Promise<void> {
    const saved = new Map(await this.#values.entries(SPACE));
    this.#isTrusted = saved.get(STATE) === CLEAN;
    await this.#values.put(SPACE, [[STATE, "running"]]);
    saved.delete(STATE);
    this.#saved = new Map([...saved].map(([name, text]) => [name, Number(text)]));
    this.#isLoaded = true;
  }

  /** Writes what changed, and that nothing else is to be known. @throws AppError as the store does */
  async close(undelivered: Undelivered): Promise<void> {
    if (!this.#isLoaded) return;
    await this.save(undelivered);
    await this.#values.put(SPACE, [[STATE, CLEAN]]);
  }

  /** First time from which points of the series have to be delivered; undefined: nothing was ever. */
  resumeUs(series: number): number | undefined {
    this.#meet();
    const delivered = this.#delivered.get(series);
    // Not even from its hole on: nothing before that was delivered either.
    if (delivered === undefined) return undefined;
    return Math.min(delivered + 1, this.#holes.get(series) ?? Number.POSITIVE_INFINITY);
  }

  onDelivered(series: number, tsUs: number): void {
    this.#meet();
    if (tsUs <= (this.#delivered.get(series) ?? Number.NEGATIVE_INFINITY)) return;
    this.#delivered.set(series, tsUs);
    this.#changed.add(series);
  }

  /** Something at this time is to be delivered from the store. */
  addHole(series: number, tsUs: number): void {
    this.#holes.set(series, Math.min(tsUs, this.#holes.get(series) ?? tsUs));
    this.#changed.add(series);
  }

  /** What is missing of the series is being delivered; a point given up in the meantime makes another hole. */
  beginFilling(series: number): void {
    const hole = this.#holes.get(series);
    if (hole === undefined) return;
    this.#holes.delete(series);
    this.#filling.set(series, hole);
  }

  /** @param isFilled false: the hole is still there */
  endFilling(series: number, isFilled: boolean): void {
    const hole = this.#filling.get(series);
    if (hole === undefined) return;
    this.#filling.delete(series);
    if (!isFilled) this.addHole(series, hole);
    this.#changed.add(series);
  }

  /** Writes what changed. @throws AppError as the store does; it is tried again next time */
  async save(undelivered: Undelivered): Promise<void> {
    const first = this.#firstMissing(undelivered);
    const changed = [...new Set([...this.#changed, ...first.keys()])];
    this.#changed.clear();
    const pairs = changed.flatMap((series) => this.#pairOf(series, first.get(series)));
    try {
      for (let at = 0; at < pairs.length; at += PAIRS_AT_ONCE)
        await this.#values.put(SPACE, pairs.slice(at, at + PAIRS_AT_ONCE));
    } catch (error) {
      for (const series of changed) {
        this.#changed.add(series);
        this.#written.set(series, Number.NaN);
      }
      throw error;
    }
    // Of these the mark is lower than it will be once they are delivered.
    for (const series of first.keys()) this.#changed.add(series);
  }

  /** Forgets marks of series that are not in the store any more; to be called when all of it have been met. */
  async forgetUnknown(): Promise<void> {
    this.#meet();
    const names = [...this.#saved.keys()];
    this.#saved = new Map();
    for (let at = 0; at < names.length; at += PAIRS_AT_ONCE) {
      const some = names.slice(at, at + PAIRS_AT_ONCE);
      await this.#values.put(
        SPACE,
        some.map((name) => [name, undefined]),
      );
    }
  }

  #firstMissing(undelivered: Undelivered): Map<number, number> {
    const first = new Map(this.#holes);
    const tell = (series: number, tsUs: number): void => {
      const known = first.get(series);
      if (known === undefined || tsUs < known) first.set(series, tsUs);
    };
    for (const [series, tsUs] of this.#filling) tell(series, tsUs);
    undelivered(tell);
    return first;
  }

  #pairOf(series: number, firstMissing: number | undefined): [string, string][] {
    const delivered = this.#delivered.get(series);
    // Without a mark there is nothing to go back from: everything is delivered again as far back as is looked.
    if (delivered === undefined) return [];
    const mark = firstMissing === undefined ? delivered : Math.min(delivered, firstMissing - 1);
    if (mark === this.#written.get(series)) return [];
    this.#written.set(series, mark);
    return [[this.#table.fingerprintOf(series), String(mark)]];
  }

  /** Takes over the saved marks of the series that the table has learned of. */
  #meet(): void {
    for (; this.#known < this.#table.size; this.#known += 1) {
      if (this.#saved.size === 0) continue;
      const name = this.#table.fingerprintOf(this.#known);
      const mark = this.#saved.get(name);
      if (mark === undefined) continue;
      this.#saved.delete(name);
      if (!this.#isTrusted) continue;
      this.#delivered.set(this.#known, mark);
      this.#written.set(this.#known, mark);
    }
  }
}
