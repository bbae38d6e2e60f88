import { runInTurns, type Clock } from "@signalbox/clock";
import { failed } from "../transport/fetch.js";
import { jsonPieces, type JsonLimits, type Piece } from "./json-pieces.js";

export interface ValueLimits extends JsonLimits {
  /** Bytes parsed in one go. */
  readonly maxValueBytes: number;
}

/**
 * A body of bounded depth as one value.
 *
 * @param label how the request is named in messages
 * @throws AppError `upstream_failed` when it is not JSON or beyond a limit
 */
export async function readJson(
  clock: Clock,
  body: Buffer,
  { label, limits }: { label: string; limits: ValueLimits },
): Promise<unknown> {
  checkSize({ start: 0, end: body.length }, limits, label);
  await runInTurns(clock, jsonPieces(body, limits));
  return parseJson(body, { start: 0, end: body.length }, { label, limits });
}

/**
 * The value in a piece of a body whose depth was looked at.
 *
 * @throws AppError `upstream_failed` when it is not JSON or too large
 */
export function parseJson(
  body: Buffer,
  piece: Piece,
  { label, limits }: { label: string; limits: ValueLimits },
): unknown {
  checkSize(piece, limits, label);
  const text = body.toString("utf8", piece.start, piece.end);
  try {
    return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch {
    throw failed(`${label} answered with something that is not JSON: ${beginOf(text)}`);
  }
}

/** What is parsed in one go cannot be interrupted. */
function checkSize({ start, end }: Piece, { maxValueBytes }: ValueLimits, label: string): void {
  if (end - start <= maxValueBytes) return;
  throw failed(
    `${label}: a value in the reply is larger than ${maxValueBytes} bytes (maxValueBytes)`,
  );
}

const SHOWN_CHARS = 60;

function beginOf(text: string): string {
  if (text.length === 0) return "nothing";
  return JSON.stringify(text.slice(0, SHOWN_CHARS)) + (text.length > SHOWN_CHARS ? "..." : "");
}
