import { metricOf } from "@signalbox/monitoring-model";
import type { SeriesKey } from "@signalbox/timeseries-store";

/** Series that are named; of further ones only the number is told. */
const MAX_NAMED = 10_000;

/** What was asked for and has no points (datastore-polling, 9.8). */
export class LeftOut {
  readonly #named: string[] = [];
  #count = 0;

  add({ objectType, event, objectId }: SeriesKey): void {
    this.#count += 1;
    if (this.#named.length >= MAX_NAMED) return;
    this.#named.push(
      JSON.stringify({ type: objectType, eventType: metricOf(event), id: objectId }),
    );
  }

  /** `{"count": …, "series": [{type, eventType, id}, …]}` */
  text(): string {
    return `{"count":${this.#count},"series":[${this.#named.join(",")}]}`;
  }
}
