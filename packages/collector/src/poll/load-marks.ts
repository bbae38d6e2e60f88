import type { SeriesKey, SeriesStore } from "@signalbox/timeseries-store";
import { markLoaded, type KnownSeries } from "./marks.js";
import { inOwnStore } from "./own-store-error.js";
import type { TrackedObject } from "./tracked-object.js";

const KEYS_PER_LOOK = 2000;

/**
 * Looks up the newest stored point of each series that was not looked at yet.
 *
 * @param known of the whole store
 * @throws OwnStoreError
 */
export async function loadMarks(
  series: Pick<SeriesStore, "latest">,
  {
    source,
    objects,
    known,
  }: {
    readonly source: string;
    readonly objects: Iterable<TrackedObject>;
    readonly known: Omit<KnownSeries, "newestUs">;
  },
): Promise<void> {
  let waiting: TrackedObject[] = [];
  let keys: SeriesKey[] = [];
  const look = async (): Promise<void> => {
    const latest = await inOwnStore(() => series.latest(keys));
    let at = 0;
    for (const object of waiting) {
      for (const index of object.plan.events.keys()) {
        markLoaded(object, index, { ...known, newestUs: latest[at]?.ts ?? -Infinity });
        at += 1;
      }
      object.isLoaded = true;
    }
    waiting = [];
    keys = [];
  };
  for (const object of objects) {
    if (object.isLoaded) continue;
    waiting.push(object);
    for (const event of object.plan.events) {
      keys.push({ source, objectType: object.objectType, event, objectId: object.id });
    }
    if (keys.length >= KEYS_PER_LOOK) await look();
  }
  if (keys.length > 0) await look();
}
