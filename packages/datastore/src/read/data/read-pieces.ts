import type { DataRequest } from "@signalbox/monitoring-model";
import type { SeriesKey, SeriesPoints, TimeRange } from "@signalbox/timeseries-store";
import type { ReadableStore } from "../read-options.js";
import { latestPieces } from "./latest-pieces.js";
import { seriesBatches } from "./series-batches.js";

/** Points in one piece: a few milliseconds of writing. */
const PIECE_POINTS = 4096;

export interface PieceReading {
  readonly store: ReadableStore;
  readonly request: DataRequest;
  /** Ends the reading between two pieces. */
  readonly signal: AbortSignal;
  /** Called before the points of these series are read. */
  readonly onBatch?: (keys: readonly SeriesKey[]) => Promise<void>;
}

/**
 * What a request asks for, series by series in the order of the reply, each in pieces of at most 4,096 points. Series without
 * points give one empty piece. @throws the signal's reason once it is aborted
 */
export async function* readPieces(
  reading: PieceReading,
): AsyncGenerator<SeriesPoints, void, undefined> {
  const { store, request, signal, onBatch } = reading;
  const [first] = request.queries;
  if (!first) return;
  const range = { fromUs: first.fromUs, toUs: first.toUs };
  for await (const keys of seriesBatches(store, request.queries)) {
    await onBatch?.(keys);
    for await (const piece of withEmptyOnes(keys, found(store, request, keys, range))) {
      signal.throwIfAborted();
      yield* sliced(piece);
    }
    signal.throwIfAborted();
  }
}

function found(
  store: ReadableStore,
  { latest, downsample }: DataRequest,
  series: readonly SeriesKey[],
  range: TimeRange,
): AsyncIterable<SeriesPoints> {
  if (latest) return latestPieces(store, series, range);
  if (downsample) return store.series.downsample({ series, ...range, ...downsample });
  return store.series.read({ series, ...range });
}

/** The pieces, and an empty one in its place for each series that has none. */
async function* withEmptyOnes(
  keys: readonly SeriesKey[],
  pieces: AsyncIterable<SeriesPoints>,
): AsyncGenerator<SeriesPoints, void, undefined> {
  let at = 0;
  let last: string | undefined;
  for await (const piece of pieces) {
    const { objectId } = piece.series;
    // The keys of a batch differ in their ids alone.
    if (objectId !== last) {
      for (; at < keys.length && keys[at]?.objectId !== objectId; at += 1)
        yield* emptyPiece(keys[at]);
      at += 1;
      last = objectId;
    }
    yield piece;
  }
  for (; at < keys.length; at += 1) yield* emptyPiece(keys[at]);
}

function* emptyPiece(series: SeriesKey | undefined) {
  if (series) yield { series, ts: [], values: [] };
}

function* sliced(piece: SeriesPoints): Generator<SeriesPoints, void, undefined> {
  const { series, ts, values } = piece;
  if (ts.length <= PIECE_POINTS) {
    yield piece;
    return;
  }
  for (let at = 0; at < ts.length; at += PIECE_POINTS) {
    const to = at + PIECE_POINTS;
    yield { series, ts: ts.slice(at, to), values: values.slice(at, to) };
  }
}
