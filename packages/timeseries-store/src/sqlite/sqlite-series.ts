import { runInTurns, type Clock } from "@signalbox/clock";
import {
  checkDownsampleRequest,
  checkInstant,
  checkKeyCount,
  checkName,
  checkPointsRequest,
  checkSeriesKey,
  pageLimit,
  removalLimit,
  tooManyPoints,
} from "../arguments.js";
import { decodeCursor, encodeCursor } from "../cursor.js";
import type {
  DownsampleRequest,
  PointsRequest,
  SeriesFilter,
  SeriesKey,
  SeriesPoints,
  SeriesStore,
  WriteReport,
} from "../series-store.js";
import { countPoints, encodePut } from "./encode-put.js";
import type { KnownSeries } from "./known-series.js";
import type { Piece, PieceRequest } from "./messages.js";
import type { WorkerClient } from "./worker-client.js";

/** Series named in one request for a piece. */
const WINDOW = 256;
const REMOVE_POINTS = 10_000;
const KEY_PARTS = 4;

export interface SqliteSeriesParts {
  readonly clock: Clock;
  readonly worker: WorkerClient;
  readonly known: KnownSeries;
}

/** Series of a store in a file. */
export class SqliteSeries implements SeriesStore {
  readonly #clock: Clock;
  readonly #worker: WorkerClient;
  readonly #known: KnownSeries;

  constructor({ clock, worker, known }: SqliteSeriesParts) {
    this.#clock = clock;
    this.#worker = worker;
    this.#known = known;
  }

  async put(batch: readonly SeriesPoints[]): Promise<WriteReport> {
    const points = countPoints(batch);
    this.#worker.admit(points);
    const { record, refs } = await this.#encode(batch, points);
    if (points === 0) {
      this.#worker.dismiss(points);
      return { inserted: 0, duplicates: 0, replaced: 0 };
    }
    const { learned, ...report } = await this.#worker.put(record.buffer, refs.names, points);
    refs.learn(learned);
    return report;
  }

  async #encode(batch: readonly SeriesPoints[], points: number) {
    try {
      const filled = batch.filter(({ ts, values }) => ts.length > 0 || values.length > 0);
      return await runInTurns(this.#clock, encodePut(filled, points, this.#known));
    } catch (error) {
      this.#worker.dismiss(points);
      throw error;
    }
  }

  read(request: PointsRequest): AsyncIterable<SeriesPoints> {
    return this.#pieces(request, undefined, () => checkPointsRequest(request));
  }

  downsample(request: DownsampleRequest): AsyncIterable<SeriesPoints> {
    const steps = { stepUs: request.stepUs, by: request.aggregation };
    return this.#pieces(request, steps, () => checkDownsampleRequest(request));
  }

  async *#pieces(
    { series, fromUs, toUs, maxPoints = Number.POSITIVE_INFINITY }: PointsRequest,
    steps: PieceRequest["steps"],
    check: () => void,
  ): AsyncGenerator<SeriesPoints, void, undefined> {
    check();
    let count = 0;
    let at = 0;
    let from: Pick<PieceRequest, "fromUs" | "open"> = { fromUs, open: undefined };
    while (at < series.length) {
      const window = series.slice(at, at + WINDOW);
      const range = { ...from, rangeFromUs: fromUs, toUs, steps };
      const piece = await this.#piece(window, range);
      count += piece.ts.length;
      if (count > maxPoints) throw tooManyPoints(maxPoints);
      yield* seriesOf(window, piece);
      at += piece.next?.place ?? window.length;
      from = piece.next ?? { fromUs, open: undefined };
    }
  }

  async #piece(window: readonly SeriesKey[], request: PieceRequest): Promise<Piece> {
    const refs = this.#known.refsOf(window);
    const piece = await this.#worker.call("series.piece", refs.message, request);
    refs.learn(piece.learned);
    return piece;
  }

  async latest(series: readonly SeriesKey[]) {
    checkKeyCount(series.length);
    series.forEach(checkSeriesKey);
    const refs = this.#known.refsOf(series);
    const { ts, values, learned } = await this.#worker.call("series.latest", refs.message);
    refs.learn(learned);
    return series.map((_, place) => {
      const time = ts[place] ?? Number.NaN;
      return Number.isNaN(time) ? undefined : { ts: time, value: values[place] ?? 0 };
    });
  }

  async list(page: Parameters<SeriesStore["list"]>[0]): ReturnType<SeriesStore["list"]> {
    const filter = checkedFilter(page);
    const limit = pageLimit(page.limit);
    const after = page.cursor === undefined ? undefined : decodeCursor(page.cursor, KEY_PARTS);
    const { series, isLast } = await this.#worker.call("series.list", { ...filter, limit, after });
    const last = series.at(-1)?.series;
    if (isLast || last === undefined) return { series };
    const { source, objectType, event, objectId } = last;
    return { series, cursor: encodeCursor([source, objectType, event, objectId]) };
  }

  async removeBefore(options: Parameters<SeriesStore["removeBefore"]>[0]): Promise<number> {
    const { beforeUs } = options;
    checkInstant("beforeUs", beforeUs);
    const limit = removalLimit(options.limit, REMOVE_POINTS);
    const filter = options.filter && checkedFilter(options.filter);
    return this.#worker.call("series.removeBefore", { beforeUs, filter, limit });
  }
}

/** The fields of a filter and no others. */
function checkedFilter({ source, objectType, events, objectIds }: SeriesFilter): SeriesFilter {
  if (source !== undefined) checkName("source", source);
  if (objectType !== undefined) checkName("objectType", objectType);
  for (const names of [events, objectIds]) {
    checkKeyCount(names?.length ?? 0);
    names?.forEach((name) => checkName("name in a filter", name));
  }
  return {
    ...(source !== undefined && { source }),
    ...(objectType !== undefined && { objectType }),
    ...(events !== undefined && { events }),
    ...(objectIds !== undefined && { objectIds }),
  };
}

function* seriesOf(
  window: readonly SeriesKey[],
  piece: Piece,
): Generator<SeriesPoints, void, undefined> {
  let from = 0;
  for (const { place, count } of piece.segments) {
    const series = window[place];
    const to = from + count;
    if (series !== undefined)
      yield { series, ts: numbers(piece.ts, from, to), values: numbers(piece.values, from, to) };
    from = to;
  }
}

/** A plain array, as the interface promises; many times quicker than spreading. */
function numbers(column: Float64Array, from: number, to: number): number[] {
  const all: number[] = [];
  for (let index = from; index < to; index++) all.push(column[index] ?? 0);
  return all;
}
