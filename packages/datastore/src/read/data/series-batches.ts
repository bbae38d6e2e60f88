import type { DataQuery } from "@signalbox/monitoring-model";
import type { SeriesKey } from "@signalbox/timeseries-store";
import type { ReadableStore } from "../read-options.js";

/** Series whose points are asked of the store in one go. */
export const BATCH_SERIES = 1000;

/**
 * The series that queries ask for, in the order of the reply: by query, event, then id as asked, or sorted for a wildcard
 * (datastore-polling, 9.10). Those of a wildcard come from the catalogue: all that have points in the range, perhaps.
 */
export async function* seriesBatches(
  store: ReadableStore,
  queries: readonly DataQuery[],
): AsyncGenerator<readonly SeriesKey[], void, undefined> {
  for (const query of queries) {
    for (const event of query.events) {
      if (query.ids === "*") yield* inCatalogue(store, query, event);
      else yield* asAsked(query.objectType, event, query.ids);
    }
  }
}

function* asAsked(objectType: string, event: string, ids: readonly string[]) {
  for (let at = 0; at < ids.length; at += BATCH_SERIES) {
    yield ids
      .slice(at, at + BATCH_SERIES)
      .map((objectId) => ({ source: "", objectType, event, objectId }));
  }
}

async function* inCatalogue(store: ReadableStore, query: DataQuery, event: string) {
  const filter = { source: "", objectType: query.objectType, events: [event], limit: BATCH_SERIES };
  let cursor: string | undefined;
  do {
    const page = await store.series.list(cursor === undefined ? filter : { ...filter, cursor });
    const keys = page.series
      .filter(({ firstUs, lastUs }) => firstUs <= query.toUs && lastUs >= query.fromUs)
      .map(({ series }) => series);
    if (keys.length > 0) yield keys;
    cursor = page.cursor;
  } while (cursor !== undefined);
}
