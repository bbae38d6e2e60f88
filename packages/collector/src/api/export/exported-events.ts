import { UNKNOWN_UNITS } from "@signalbox/monitoring-model";
import type { SeriesKey } from "@signalbox/timeseries-store";

/** Each event is one walk of the catalogue more: what stores invent must not make the export endless. */
const MAX_UNKNOWN = 500;
const MAX_UNKNOWN_OF_SOURCE = 100;

/** Gathers the events of series: all that the catalogue of events knows, and of the others some of each store. */
export class ExportedEvents {
  readonly #events = new Set<string>();
  readonly #unknownOf = new Map<string, number>();
  #unknown = 0;
  /** Series of events that are not among them. */
  leftOut = 0;

  constructor(readonly unitsOf: (objectType: string, event: string) => string) {}

  get events(): ReadonlySet<string> {
    return this.#events;
  }

  add({ source, objectType, event }: SeriesKey): void {
    if (this.#events.has(event)) return;
    if (this.unitsOf(objectType, event) !== UNKNOWN_UNITS || this.#hasRoom(source)) {
      this.#events.add(event);
    } else this.leftOut += 1;
  }

  #hasRoom(source: string): boolean {
    const own = this.#unknownOf.get(source) ?? 0;
    if (own >= MAX_UNKNOWN_OF_SOURCE || this.#unknown >= MAX_UNKNOWN) return false;
    this.#unknownOf.set(source, own + 1);
    this.#unknown += 1;
    return true;
  }
}
