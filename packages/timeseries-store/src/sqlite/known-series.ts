import type { SeriesKey } from "../series-store.js";
import type { Learned, SeriesRefs } from "./messages.js";

/** Ids of series as the worker told them, so that names travel once. */
export class KnownSeries {
  readonly #maxSeries: number;
  readonly #ids = new Map<string, number>();
  #epoch = 0;

  constructor(maxSeries: number) {
    this.#maxSeries = maxSeries;
  }

  /** Changes when all is forgotten: what was asked before must not be learned after. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Nothing but a call that makes ids invalid may follow before others are asked for. */
  forgetAll(): void {
    this.#epoch++;
    this.#ids.clear();
  }

  refsOf(series: readonly SeriesKey[]): NamedRefs {
    const refs = new NamedRefs(this, series.length);
    for (const key of series) refs.add(key);
    return refs;
  }

  idOf(name: string): number {
    return this.#ids.get(name) ?? 0;
  }

  learn(name: string, id: number): void {
    if (this.#ids.size >= this.#maxSeries) {
      const [oldest] = this.#ids.keys();
      if (oldest !== undefined) this.#ids.delete(oldest);
    }
    this.#ids.set(name, id);
  }
}

/** Series of one call, by id as far as known. */
export class NamedRefs implements SeriesRefs {
  readonly ids: Uint32Array<ArrayBuffer>;
  readonly names: string[] = [];
  readonly #known: KnownSeries;
  readonly #epoch: number;
  readonly #unknown: string[] = [];
  #count = 0;

  constructor(known: KnownSeries, count: number) {
    this.#known = known;
    this.#epoch = known.epoch;
    this.ids = new Uint32Array(count);
  }

  add({ source, objectType, event, objectId }: SeriesKey): void {
    // No part of a key contains NUL: see checkName.
    const name = `${source}\0${objectType}\0${event}\0${objectId}`;
    const id = this.#known.idOf(name);
    this.ids[this.#count++] = id;
    if (id !== 0) return;
    this.names.push(source, objectType, event, objectId);
    this.#unknown.push(name);
  }

  /** What goes to the worker. */
  get message(): SeriesRefs {
    return { ids: this.ids, names: this.names };
  }

  /** What came back from it. */
  learn(learned: Learned): void {
    if (this.#epoch !== this.#known.epoch) return;
    for (const [place, name] of this.#unknown.entries()) {
      const id = learned[place] ?? 0;
      if (id !== 0) this.#known.learn(name, id);
    }
  }
}
