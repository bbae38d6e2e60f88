import { createHash } from "node:crypto";
import type { SeriesKey } from "@signalbox/timeseries-store";

const FIRST_SIZE = 1024;

/** Numbers for series, so that what waits needs few bytes. A number is never given twice and never given back. */
export class SeriesTable {
  readonly #numbers = new Map<string, number>();
  readonly #keys: SeriesKey[] = [];

  /** @param maxSeries About 300 bytes each. */
  constructor(readonly maxSeries: number) {}

  get size(): number {
    return this.#keys.length;
  }

  /** The number of a series; undefined for one more than the table holds. */
  numberOf(series: SeriesKey): number | undefined {
    const text = textOf(series);
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    if (this.size >= this.maxSeries) return undefined;
    const number = this.#keys.push(series) - 1;
    this.#numbers.set(text, number);
    return number;
  }

  /** @throws RangeError for a number that was never given */
  keyOf(number: number): SeriesKey {
    const key = this.#keys[number];
    if (key) return key;
    throw new RangeError(`there is no series ${number}`);
  }

  /** A short name of the series that is the same in every process. */
  fingerprintOf(number: number): string {
    return createHash("sha256")
      .update(textOf(this.keyOf(number)))
      .digest("base64url");
  }
}

const textOf = ({ source, objectType, event, objectId }: SeriesKey): string =>
  JSON.stringify([source, objectType, event, objectId]);

/** A number for each series; it grows with the table. */
export class SeriesTimes {
  #times = new Float64Array(FIRST_SIZE).fill(Number.NaN);

  /** undefined: never set. */
  get(series: number): number | undefined {
    const time = this.#times[series];
    return time === undefined || Number.isNaN(time) ? undefined : time;
  }

  set(series: number, time: number): void {
    if (series >= this.#times.length) {
      const larger = new Float64Array(Math.max(series + 1, this.#times.length * 2)).fill(
        Number.NaN,
      );
      larger.set(this.#times);
      this.#times = larger;
    }
    this.#times[series] = time;
  }
}
