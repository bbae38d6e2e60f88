import { dataItem, type EventCatalogue } from "@signalbox/monitoring-model";
import type { SeriesKey } from "@signalbox/timeseries-store";
import { selfRefOf } from "../info/stored-document.js";
import type { Links } from "../links.js";
import type { ReadableStore } from "../read-options.js";

/** Objects whose `subject` is remembered while the events of one query are gone through. */
const MAX_KNOWN = 20_000;
/** Documents that are fetched at once. */
const FETCHED = 500;

/** The fields of a data item before `tsdata`, as text. */
export class SeriesHeads {
  readonly #subjects = new Map<string, string | null>();
  readonly #from: {
    readonly store: ReadableStore;
    readonly links: Links;
    readonly events: EventCatalogue;
  };

  constructor(from: {
    readonly store: ReadableStore;
    readonly links: Links;
    readonly events: EventCatalogue;
  }) {
    this.#from = from;
  }

  /** Looks up what `textOf` needs of these series. */
  async prepare(series: readonly SeriesKey[]): Promise<void> {
    const objects = new Map(series.map((key) => [nameOf(key), key]));
    const missing = [...objects].filter(([name]) => !this.#subjects.has(name));
    if (this.#subjects.size + missing.length > MAX_KNOWN) {
      this.#subjects.clear();
      return this.#fetch([...objects.values()]);
    }
    return this.#fetch(missing.map(([, key]) => key));
  }

  /** An object without its closing brace. */
  textOf(key: SeriesKey): string {
    const { objectType, event, objectId } = key;
    const subject = this.#subjects.get(nameOf(key)) ?? null;
    const units = this.#from.events.unitsOf(objectType, event);
    return JSON.stringify(dataItem({ event, objectType, id: objectId, subject, units })).slice(
      0,
      -1,
    );
  }

  async #fetch(series: readonly SeriesKey[]): Promise<void> {
    const { store, links } = this.#from;
    for (let at = 0; at < series.length; at += FETCHED) {
      const some = series.slice(at, at + FETCHED);
      const keys = some.map(({ objectType, objectId }) => ({
        source: "",
        type: objectType,
        id: objectId,
      }));
      const found = await store.info.getMany(keys);
      for (const [index, key] of some.entries()) {
        const info = found[index];
        this.#subjects.set(nameOf(key), info ? selfRefOf(info, links) : null);
      }
    }
  }
}

const nameOf = ({ objectType, objectId }: SeriesKey): string => `${objectType}\n${objectId}`;
