import { AppError } from "@signalbox/errors";

/** A string of the body as it stands there. */
export interface StringSlice {
  /** Where the JSON literal begins in the body, opening quote included. */
  readonly start: number;
  /** Where it ends, closing quote included. */
  readonly end: number;
  readonly hasEscapes: boolean;
  /** Length of the text it stands for, in bytes of UTF-8; half a surrogate pair counts 3. */
  readonly textBytes: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const FIRST_PRINTABLE = 0x20;
const LOWER_U = 0x75;
const HEX_DIGITS = 4;
const UNICODE_ESCAPE_BYTES = 6;
const SHORT_ESCAPE_BYTES = 2;
/** What may stand behind a backslash, `u` aside. */
const SHORT_ESCAPES = new Set(Buffer.from('"\\/bfnrt'));

/**
 * Finds the end of the string literal whose opening quote is at `start`, and checks it, byte by byte: no copy is made of what
 * may be many megabytes.
 *
 * @throws AppError `invalid_argument` for a literal that is not closed or not valid JSON.
 */
export function scanString(body: Buffer, start: number): StringSlice {
  let at = start + 1;
  let savedBytes = 0;
  let byte = body[at];
  while (byte !== QUOTE) {
    if (byte === undefined) throw malformed("a string is not closed");
    if (byte < FIRST_PRINTABLE) throw badString(start);
    if (byte === BACKSLASH) {
      const escape = readEscape(body, at);
      if (escape.sourceBytes === 0) throw badString(start);
      savedBytes += escape.sourceBytes - escape.textBytes;
      at += escape.sourceBytes;
    } else at++;
    byte = body[at];
  }
  const end = at + 1;
  return { start, end, hasEscapes: savedBytes > 0, textBytes: end - start - 2 - savedBytes };
}

/** The text of a string. Half a surrogate pair written as an escape stays half. */
export function sliceText(body: Buffer, slice: StringSlice): string {
  if (!slice.hasEscapes) return body.toString("utf8", slice.start + 1, slice.end - 1);
  // The literal was checked when it was read, so this cannot fail.
  return String(JSON.parse(body.toString("utf8", slice.start, slice.end)));
}

interface Escape {
  /** Bytes of the escape in the literal; 0 when it is not valid. */
  readonly sourceBytes: number;
  /** Bytes of UTF-8 it stands for. */
  readonly textBytes: number;
}

const SHORT: Escape = { sourceBytes: SHORT_ESCAPE_BYTES, textBytes: 1 };
const INVALID: Escape = { sourceBytes: 0, textBytes: 0 };
/** By bytes of UTF-8; both halves of a pair at once take four. */
const UNICODE: readonly Escape[] = [1, 2, 3].map((textBytes) => ({
  sourceBytes: UNICODE_ESCAPE_BYTES,
  textBytes,
}));
const PAIR: Escape = { sourceBytes: UNICODE_ESCAPE_BYTES * 2, textBytes: 4 };

function readEscape(body: Buffer, at: number): Escape {
  const letter = body[at + 1] ?? 0;
  if (letter !== LOWER_U) return SHORT_ESCAPES.has(letter) ? SHORT : INVALID;
  const unit = readUnit(body, at);
  if (unit < 0) return INVALID;
  if (isHigh(unit) && isLow(readUnit(body, at + UNICODE_ESCAPE_BYTES))) return PAIR;
  return UNICODE[unit < 0x80 ? 0 : unit < 0x800 ? 1 : 2] ?? INVALID;
}

/** The UTF-16 unit of a `\uXXXX` at this place, -1 when there is none. */
function readUnit(body: Buffer, at: number): number {
  if (body[at] !== BACKSLASH || body[at + 1] !== LOWER_U) return -1;
  let unit = 0;
  for (let i = at + 2; i < at + 2 + HEX_DIGITS; i++) {
    const digit = hexValue(body[i] ?? 0);
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

function hexValue(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : -1;
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

function badString(start: number): AppError {
  return malformed(`the string at byte ${start} holds a bad escape or a control character`);
}

/** The refusal of a body that is not what it should be. */
export function malformed(detail: string): AppError {
  return new AppError("invalid_argument", `malformed request: ${detail}`);
}
