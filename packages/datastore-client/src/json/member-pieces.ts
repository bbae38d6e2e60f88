import type { Steps } from "@signalbox/clock";
import {
  beyond,
  firstByte,
  isClosing,
  isOpening,
  type JsonLimits,
  type Piece,
} from "./json-pieces.js";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const BRACE = 0x7b;
const BYTES_PER_STEP = 65_536;
/** An object that is a member's value, and one in a list that is. */
const DEEPEST_PIECE = 3;

/** An object inside the outermost one, by the member that it, or the list around it, is the value of. */
export interface MemberPiece extends Piece {
  readonly member: string;
}

/**
 * Finds the objects in `{"a": {…}, "b": [{…}, {…}]}` without making values of them, so that they can be read one by one.
 *
 * @returns undefined when the body is not such an object, as far as brackets tell
 * @throws AppError `upstream_failed` beyond one of the limits
 */
export function* memberPieces(
  body: Buffer,
  limits: JsonLimits,
): Steps<readonly MemberPiece[] | undefined> {
  const pieces: MemberPiece[] = [];
  let depth = 0;
  let member = "";
  let start = -1;
  let startDepth = 0;
  let textStart = -1;
  let nextTurn = BYTES_PER_STEP;
  const first = firstByte(body);
  if (body[first] !== BRACE) return undefined;
  for (let at = first; at < body.length; at += 1) {
    if (at >= nextTurn) {
      nextTurn = at + BYTES_PER_STEP;
      yield;
    }
    const byte = body[at] ?? 0;
    if (textStart >= 0) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) {
        if (depth === 1) member = body.toString("utf8", textStart, at);
        textStart = -1;
      }
    } else if (byte === QUOTE) textStart = at + 1;
    else if (isOpening(byte)) {
      depth += 1;
      if (depth > limits.maxDepth) throw beyond("nested deeper than", limits, "maxDepth");
      if (start < 0 && byte === BRACE && depth > 1 && depth <= DEEPEST_PIECE) {
        start = at;
        startDepth = depth;
      }
    } else if (isClosing(byte)) {
      if (start >= 0 && depth === startDepth) {
        pieces.push({ member, start, end: at + 1 });
        start = -1;
        if (pieces.length > limits.maxItems)
          throw beyond("of more objects than", limits, "maxItems");
      }
      depth -= 1;
    }
  }
  return depth === 0 && textStart < 0 ? pieces : undefined;
}
