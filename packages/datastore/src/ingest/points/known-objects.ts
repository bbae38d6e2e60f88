import type { Clock } from "@signalbox/clock";
import type { InfoKey, InfoStore, SeriesPoints } from "@signalbox/timeseries-store";

/** Also the most objects in one question to the store, which takes 10,000. */
const SERIES_PER_TURN = 2000;
const MAX_KNOWN = 200_000;
/** How long an object counts as there after it was seen: an agent's points cost no look-up each time. */
const KNOWN_MS = 30_000;

const nameOf = (type: string, id: string): string => `${type}\n${id}`;

/** Which objects have info. What was there half a minute ago is taken as still there. */
export class KnownObjects {
  readonly #store: Pick<InfoStore, "getMany">;
  readonly #clock: Clock;
  /** Since when, by type and id. */
  readonly #seen = new Map<string, number>();

  constructor(options: { readonly store: Pick<InfoStore, "getMany">; readonly clock: Clock }) {
    this.#store = options.store;
    this.#clock = options.clock;
  }

  /** The series whose objects have info. Many are looked at in turns of the event loop. */
  async withInfo(series: readonly SeriesPoints[]): Promise<ReadonlySet<SeriesPoints>> {
    const found = new Set<SeriesPoints>();
    for (let from = 0; from < series.length; from += SERIES_PER_TURN) {
      if (from > 0) await new Promise<void>((resolve) => void this.#clock.soon(resolve));
      await this.#addKnown(series.slice(from, from + SERIES_PER_TURN), found);
    }
    return found;
  }

  async #addKnown(series: readonly SeriesPoints[], found: Set<SeriesPoints>): Promise<void> {
    const nowMs = this.#clock.monotonicMs();
    const asked = new Map<string, InfoKey>();
    for (const { series: key } of series) {
      const name = nameOf(key.objectType, key.objectId);
      if (nowMs - (this.#seen.get(name) ?? -Infinity) <= KNOWN_MS) continue;
      asked.set(name, { source: "", type: key.objectType, id: key.objectId });
    }
    const there = await this.#look(asked);
    for (const name of there) this.#remember(name, nowMs);
    for (const points of series) {
      const name = nameOf(points.series.objectType, points.series.objectId);
      if (!asked.has(name) || there.has(name)) found.add(points);
    }
  }

  forget(type: string, id: string): void {
    this.#seen.delete(nameOf(type, id));
  }

  async #look(asked: ReadonlyMap<string, InfoKey>): Promise<ReadonlySet<string>> {
    if (asked.size === 0) return new Set();
    const infos = await this.#store.getMany([...asked.values()]);
    return new Set([...asked.keys()].filter((_, at) => infos[at] !== undefined));
  }

  #remember(name: string, nowMs: number): void {
    // All at once: those in use are back after one write each.
    if (this.#seen.size >= MAX_KNOWN) this.#seen.clear();
    this.#seen.set(name, nowMs);
  }
}
