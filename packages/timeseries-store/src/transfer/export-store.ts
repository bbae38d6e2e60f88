import type { InfoPageRequest } from "../info-store.js";
import type { SeriesKey } from "../series-store.js";
import type { TimeseriesStore } from "../timeseries-store.js";
import { HEADER, seriesLine } from "./transfer-format.js";

/** Series whose points are read together: enough to be quick, few enough to hold. */
const SERIES_PAGE = 1000;
const INFO_PAGE = 500;
const all = { fromUs: -Number.MAX_SAFE_INTEGER, toUs: Number.MAX_SAFE_INTEGER };

/**
 * A whole store as NDJSON, line by line without line ends: a header, then inventory, values and points. What is written meanwhile may
 * or may not be among it. Works on every back end; at most one page is held.
 *
 * @throws AppError as reading from the store does
 */
export async function* exportStore(
  store: TimeseriesStore,
): AsyncGenerator<string, void, undefined> {
  yield JSON.stringify(HEADER);
  yield* infoLines(store);
  yield* valueLines(store);
  yield* pointLines(store);
}

async function* infoLines({ info }: TimeseriesStore): AsyncGenerator<string, void, undefined> {
  let request: InfoPageRequest = { withGone: true, limit: INFO_PAGE };
  for (;;) {
    const { objects, cursor } = await info.list(request);
    const references = await info.referencesOf(objects);
    for (const [index, object] of objects.entries())
      yield JSON.stringify({ kind: "info", ...object, references: references[index] ?? [] });
    if (cursor === undefined) return;
    request = { ...request, cursor };
  }
}

async function* valueLines({ values }: TimeseriesStore): AsyncGenerator<string, void, undefined> {
  for (const space of await values.spaces())
    for (const [key, value] of await values.entries(space))
      yield JSON.stringify({ kind: "value", space, key, value });
}

async function* pointLines({ series }: TimeseriesStore): AsyncGenerator<string, void, undefined> {
  let page = await series.list({ limit: SERIES_PAGE });
  for (;;) {
    const keys: SeriesKey[] = page.series.map((summary) => summary.series);
    for await (const points of series.read({ ...all, series: keys })) yield seriesLine(points);
    if (page.cursor === undefined) return;
    page = await series.list({ limit: SERIES_PAGE, cursor: page.cursor });
  }
}
