import type { Steps } from "@signalbox/clock";
import { AppError } from "@signalbox/errors";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
/** Bytes looked at in one step: well below a millisecond. */
const BYTES_PER_STEP = 65_536;

/** Part of a body, from `start` up to `end` exclusive. */
export interface Piece {
  readonly start: number;
  readonly end: number;
}

export interface JsonLimits {
  /** Lists and objects inside each other. */
  readonly maxDepth: number;
  /** Members of the outermost list. */
  readonly maxItems: number;
}

export const isOpening = (byte: number): boolean => byte === 0x5b || byte === 0x7b;
export const isClosing = (byte: number): boolean => byte === 0x5d || byte === 0x7d;
const isSpace = (byte: number): boolean =>
  byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** Index of the first byte that is neither white space nor a byte order mark. */
export function firstByte(body: Buffer): number {
  let at = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 3 : 0;
  while (at < body.length && isSpace(body[at] ?? 0)) at += 1;
  return at;
}

export interface JsonPieces {
  /** Whether the pieces are members of a list, or values on lines; else there is one, the whole. */
  readonly isList: boolean;
  readonly pieces: readonly Piece[];
}

/**
 * Walks over JSON without making values of it: refuses what is nested too deeply and finds the members of a list, so that a large
 * list can be read one by one. What is not JSON is left for the parser to say.
 *
 * @returns the members when the body is a list, else the whole
 * @throws AppError `upstream_failed` beyond one of the limits
 */
export function* jsonPieces(body: Buffer, limits: JsonLimits): Steps<JsonPieces> {
  const start = firstByte(body);
  const isList = body[start] === 0x5b;
  const pieces: Piece[] = [];
  let depth = 0;
  let pieceStart = start + 1;
  let listEnd = -1;
  let inText = false;
  let nextTurn = BYTES_PER_STEP;
  for (let at = start; at < body.length; at += 1) {
    if (at >= nextTurn) {
      nextTurn = at + BYTES_PER_STEP;
      yield;
    }
    const byte = body[at] ?? 0;
    if (inText) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) inText = false;
    } else if (byte === QUOTE) inText = true;
    else if (isOpening(byte)) {
      depth += 1;
      if (depth > limits.maxDepth) throw beyond("nested deeper than", limits, "maxDepth");
    } else if (isClosing(byte)) {
      depth -= 1;
      if (depth === 0 && byte === 0x5d && isList && listEnd < 0) listEnd = at;
    } else if (byte === COMMA && depth === 1 && isList) {
      pieces.push({ start: pieceStart, end: at });
      pieceStart = at + 1;
      if (pieces.length >= limits.maxItems) throw beyond("a list of more than", limits, "maxItems");
    }
  }
  if (!isList || listEnd < 0 || !isBlank(body, listEnd + 1, body.length)) {
    return { isList: false, pieces: [{ start, end: body.length }] };
  }
  if (pieces.length > 0 || !isBlank(body, pieceStart, listEnd)) {
    pieces.push({ start: pieceStart, end: listEnd });
  }
  return { isList: true, pieces };
}

function isBlank(body: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (!isSpace(body[at] ?? 0)) return false;
  return true;
}

export function beyond(what: string, limits: JsonLimits, name: keyof JsonLimits): AppError {
  return new AppError("upstream_failed", `reply is ${what} ${limits[name]} (${name})`);
}

/**
 * The lines of a body with a value on each; empty ones are left out.
 *
 * @throws AppError `upstream_failed` beyond one of the limits; a line may be nested no deeper than a member of a list
 */
export function* jsonLines(body: Buffer, limits: JsonLimits): Steps<JsonPieces> {
  const pieces: Piece[] = [];
  let start = firstByte(body);
  while (start < body.length) {
    const found = body.indexOf(0x0a, start);
    const end = found < 0 ? body.length : found;
    if (!isBlank(body, start, end)) {
      yield* jsonPieces(body.subarray(start, end), { ...limits, maxDepth: limits.maxDepth - 1 });
      pieces.push({ start, end });
      if (pieces.length > limits.maxItems) throw beyond("of more lines than", limits, "maxItems");
    }
    start = end + 1;
  }
  return { isList: true, pieces };
}
