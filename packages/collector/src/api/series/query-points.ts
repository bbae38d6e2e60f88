import { AppError } from "@signalbox/errors";
import type {
  Aggregation,
  SeriesFilter,
  SeriesKey,
  SeriesPoints,
  TimeRange,
} from "@signalbox/timeseries-store";
import type { AnswerStore } from "../collector-options.js";
import { seriesPages } from "./series-pages.js";
import type { PointsWriter } from "./series-text.js";

/** What is asked for. */
export interface PointsQuestion extends TimeRange {
  readonly filter: SeriesFilter;
  readonly steps?: { readonly stepUs: number; readonly aggregation: Aggregation };
  /** Most points; an answer that would have more is refused. */
  readonly maxPoints: number;
}

export interface PointsReading {
  readonly store: Pick<AnswerStore, "series">;
  readonly question: PointsQuestion;
  readonly signal: AbortSignal;
}

/** Characters sent at once: series are often short, and each sending costs as much as writing many of them. */
const PIECE_CHARS = 65_536;
/** One step for all the time there is, for counting. */
const WHOLE_TIME_US = Number.MAX_SAFE_INTEGER;

/**
 * The points, series by series. All series of a page are read in one go, whatever their events and ids: the catalogue says which of
 * them can have points in the range.
 */
export async function* readPoints({
  store,
  question,
  signal,
}: PointsReading): AsyncGenerator<SeriesPoints, void, undefined> {
  const { fromUs, toUs, filter, steps } = question;
  for await (const page of seriesPages(store, filter, signal)) {
    const series = within(page, question);
    if (series.length === 0) continue;
    const request = { series, fromUs, toUs };
    const pieces = steps
      ? store.series.downsample({ ...request, ...steps })
      : store.series.read(request);
    for await (const piece of pieces) {
      signal.throwIfAborted();
      yield piece;
    }
  }
}

function within(
  page: readonly {
    readonly series: SeriesKey;
    readonly firstUs: number;
    readonly lastUs: number;
  }[],
  { fromUs, toUs }: TimeRange,
): SeriesKey[] {
  return page
    .filter(({ firstUs, lastUs }) => firstUs <= toUs && lastUs >= fromUs)
    .map(({ series }) => series);
}

/**
 * The text of a reply. With a limit nothing leaves before it is known that it holds: a small reply is gathered, the points of a
 * large one are counted.
 *
 * @throws AppError `item_too_large` before the first piece
 */
export async function* pointsText(
  reading: PointsReading,
  writer: PointsWriter,
  bufferedPoints: number,
): AsyncGenerator<string, void, undefined> {
  const { maxPoints } = reading.question;
  let isChecked = maxPoints === Number.POSITIVE_INFINITY;
  let held = "";
  let count = 0;
  for await (const piece of readPoints(reading)) {
    count += piece.ts.length;
    if (!isChecked && count > Math.min(bufferedPoints, maxPoints)) {
      await checkCount(reading, count);
      isChecked = true;
    }
    held += writer.write(piece);
    if (!isChecked || held.length < PIECE_CHARS) continue;
    yield held;
    held = "";
  }
  yield held + writer.end();
}

async function checkCount(reading: PointsReading, known: number): Promise<void> {
  const { question } = reading;
  const { maxPoints, steps } = question;
  let count = known > maxPoints ? known : 0;
  if (count === 0) {
    const all = { stepUs: WHOLE_TIME_US, aggregation: "count" } as const;
    const counted = steps ? question : { ...question, steps: all };
    for await (const { ts, values } of readPoints({ ...reading, question: counted })) {
      count += steps ? ts.length : values.reduce((sum, value) => sum + value, 0);
      if (count > maxPoints) break;
    }
  }
  if (count <= maxPoints) return;
  const message = `the answer has more than ${maxPoints} points (limit); ask for less, for steps, or for ndjson`;
  throw new AppError("item_too_large", message);
}
