const SIMPLE: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  '"': '"',
  "'": "'",
  "\n": "\n",
};
const BYTE = /\\(?:x([0-9A-Fa-f]{2})|(\d{1,3}))/y;
const CODE_POINT = /\\u\{([0-9A-Fa-f]{1,6})\}/y;
const WHITESPACE = /\\z[ \t\r\n\v\f]*/y;
const MAX_ASCII = 0x7f;
const MAX_CODE_POINT = 0x10ffff;

export interface StringLiteral {
  readonly value: string;
  /** With its quotes. */
  readonly length: number;
}

interface Piece {
  readonly value: string;
  readonly length: number;
}

/** Reads the quoted string that begins at `at`; `undefined` when it does not end or holds bytes that are no text. */
export function readString(source: string, at: number): StringLiteral | undefined {
  const quote = source.charAt(at);
  let value = "";
  let next = at + 1;
  for (;;) {
    const char = source.charAt(next);
    if (char === quote) return { value, length: next + 1 - at };
    if (char === "" || char === "\n" || char === "\r") return undefined;
    const piece = char === "\\" ? readEscape(source, next) : { value: char, length: 1 };
    if (piece === undefined) return undefined;
    value += piece.value;
    next += piece.length;
  }
}

function readEscape(source: string, at: number): Piece | undefined {
  const simple = SIMPLE[source.charAt(at + 1)];
  if (simple !== undefined) return { value: simple, length: 2 };
  const byte = exec(BYTE, source, at);
  if (byte) {
    const code = byte[1] !== undefined ? Number.parseInt(byte[1], 16) : Number(byte[2]);
    return code > MAX_ASCII ? undefined : piece(String.fromCharCode(code), byte);
  }
  const point = exec(CODE_POINT, source, at);
  if (point) return codePoint(point);
  const gap = exec(WHITESPACE, source, at);
  return gap && piece("", gap);
}

function codePoint(found: RegExpExecArray): Piece | undefined {
  const code = Number.parseInt(found[1] ?? "", 16);
  const isText = code <= MAX_CODE_POINT && (code < 0xd800 || code > 0xdfff);
  return isText ? piece(String.fromCodePoint(code), found) : undefined;
}

function exec(pattern: RegExp, source: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source) ?? undefined;
}

const piece = (value: string, found: RegExpExecArray): Piece => ({
  value,
  length: found[0].length,
});
