import type { SeriesFilter, SeriesSummary } from "@signalbox/timeseries-store";
import type { AnswerStore } from "../collector-options.js";

/** Series asked of the store at once: for the catalogue, and for their points. */
export const PAGE_SERIES = 1000;

/** The series of a filter, by source, type, event and id, page by page. @throws the signal's reason once it is aborted */
export async function* seriesPages(
  store: Pick<AnswerStore, "series">,
  filter: SeriesFilter,
  signal: AbortSignal,
): AsyncGenerator<readonly SeriesSummary[], void, undefined> {
  let cursor: string | undefined;
  do {
    signal.throwIfAborted();
    const page = await store.series.list({
      ...filter,
      limit: PAGE_SERIES,
      ...(cursor !== undefined && { cursor }),
    });
    if (page.series.length > 0) yield page.series;
    cursor = page.cursor;
  } while (cursor !== undefined);
}
