import type { Columns } from "./chunk-codec.js";
import { Downsampler, type OpenStep } from "./downsampler.js";
import { scan } from "./scan.js";
import type { StoreParts } from "./store-parts.js";
import type { Piece, PieceRequest, Segment } from "../messages.js";

/** Fills one piece from several series; what is left over is told by `next`. */
export function readPiece(
  parts: StoreParts,
  ids: readonly number[],
  request: PieceRequest,
): Omit<Piece, "learned"> {
  const into: Columns = { ts: [], values: [] };
  const segments: Segment[] = [];
  let room = parts.piecePoints;
  let { fromUs, open } = request;
  for (const [place, id] of ids.entries()) {
    const before = into.ts.length;
    const [seen, stop] = readSeries(parts, id, { ...request, fromUs, open }, into, room);
    if (into.ts.length > before) segments.push({ place, count: into.ts.length - before });
    if (stop !== undefined) return pieceOf(into, segments, { place, ...stop });
    room -= seen;
    fromUs = request.rangeFromUs;
    open = undefined;
    if (room <= 0 && place + 1 < ids.length)
      return pieceOf(into, segments, { place: place + 1, fromUs, open });
  }
  return pieceOf(into, segments, undefined);
}

function pieceOf(into: Columns, segments: readonly Segment[], next: Piece["next"]) {
  return { ts: Float64Array.from(into.ts), values: Float64Array.from(into.values), segments, next };
}

/** @returns how many points were read, and where to go on when that was not all */
function readSeries(
  { chunks, catalogue }: StoreParts,
  id: number,
  request: PieceRequest,
  into: Columns,
  room: number,
): readonly [number, { fromUs: number; open: OpenStep | undefined }?] {
  const state = catalogue.get(id);
  const steps = request.steps && new Downsampler(request.steps.stepUs, request.steps.by, into);
  if (steps !== undefined && request.open !== undefined) steps.resume(request.open);
  let seen = 0;
  if (state !== undefined)
    for (const points of scan(chunks, state, request.fromUs, request.toUs)) {
      if (steps === undefined) append(points.ts, points.values, points.from, points.to, into);
      else steps.add(points);
      seen += points.to - points.from;
      const lastUs = points.ts[points.to - 1] ?? 0;
      if (seen >= room && lastUs < Math.min(request.toUs, state.lastUs))
        return [seen, { fromUs: lastUs + 1, open: steps?.suspend() }];
    }
  steps?.finish();
  return [seen];
}

function append(
  ts: readonly number[],
  values: readonly number[],
  from: number,
  to: number,
  into: Columns,
): void {
  for (let index = from; index < to; index++) {
    into.ts.push(ts[index] ?? 0);
    into.values.push(values[index] ?? 0);
  }
}
