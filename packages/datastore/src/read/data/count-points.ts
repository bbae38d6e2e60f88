import type { SeriesPoints } from "@signalbox/timeseries-store";
import { readPieces, type PieceReading } from "./read-pieces.js";

/** One step for all times there are after 1970, and one for those before. */
const WHOLE_RANGE_US = Number.MAX_SAFE_INTEGER;

/**
 * How many points a request asks for, counted by the store; ends as soon as they are more than `limit`.
 *
 * @returns the number, or one above `limit`
 */
export async function countPoints(reading: PieceReading, limit: number): Promise<number> {
  const { request } = reading;
  const isPlain = !request.latest && !request.downsample;
  const counting = isPlain
    ? {
        ...reading,
        request: {
          ...request,
          downsample: { stepUs: WHOLE_RANGE_US, aggregation: "count" as const },
        },
      }
    : reading;
  const numberIn = isPlain ? sum : length;
  let total = 0;
  for await (const piece of readPieces(counting)) {
    total += numberIn(piece);
    if (total > limit) return limit + 1;
  }
  return total;
}

const sum = ({ values }: SeriesPoints): number => values.reduce((one, other) => one + other, 0);
const length = ({ ts }: SeriesPoints): number => ts.length;
