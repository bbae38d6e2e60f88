import type { Clock } from "@signalbox/clock";
import type { InfoStore, SeriesPoints } from "@signalbox/timeseries-store";

/** Of one question to the store. */
const MAX_KEYS = 10_000;
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

  /** The series whose objects have info. */
  async withInfo(series: readonly SeriesPoints[]): Promise<ReadonlySet<SeriesPoints>> {
    const nowMs = this.#clock.monotonicMs();
    const asked = new Map<string, { source: string; type: string; id: string }>();
    for (const { series: key } of series) {
      const name = nameOf(key.objectType, key.objectId);
      if (nowMs - (this.#seen.get(name) ?? -Infinity) <= KNOWN_MS) continue;
      asked.set(name, { source: "", type: key.objectType, id: key.objectId });
    }
    const found = await this.#look([...asked]);
    for (const name of found) this.#remember(name, nowMs);
    return new Set(
      series.filter(({ series: { objectType, objectId } }) => {
        const name = nameOf(objectType, objectId);
        return !asked.has(name) || found.has(name);
      }),
    );
  }

  forget(type: string, id: string): void {
    this.#seen.delete(nameOf(type, id));
  }

  async #look(
    asked: readonly (readonly [name: string, key: { source: string; type: string; id: string }])[],
  ): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for (let from = 0; from < asked.length; from += MAX_KEYS) {
      const some = asked.slice(from, from + MAX_KEYS);
      const infos = await this.#store.getMany(some.map(([, key]) => key));
      for (const [at, [name]] of some.entries()) if (infos[at]) found.add(name);
    }
    return found;
  }

  #remember(name: string, nowMs: number): void {
    // All at once: those in use are back after one write each.
    if (this.#seen.size >= MAX_KNOWN) this.#seen.clear();
    this.#seen.set(name, nowMs);
  }
}
