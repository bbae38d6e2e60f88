import { PATH, TOKEN, VALUE } from "./byte-class.js";
import { FieldOffsets } from "./plain-fields.js";

const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
const SLASH = 47;
const ZERO = 48;
const NINE = 57;
const COLON = 58;

const GET = Buffer.from("GET ");
const POST = Buffer.from("POST ");
const VERSION = Buffer.from("HTTP/1.1\r\n");
const HOST = Buffer.from("host");
const CONNECTION = Buffer.from("connection");
const KEEP_ALIVE = Buffer.from("keep-alive");
const CONTENT_LENGTH = Buffer.from("content-length");
const CONTENT_ENCODING = Buffer.from("content-encoding");
const PROXY_CONNECTION = Buffer.from("proxy-connection");
const GZIP = Buffer.from("gzip");
/** Header fields that change what the bytes mean; whoever sends one is served by node:http. */
const UNPLAIN = ["expect", "upgrade", "trailer", "transfer-encoding"].map((name) =>
  Buffer.from(name),
);
/** More digits than any limit has. */
const MAX_LENGTH_DIGITS = 12;

/**
 * "whole": a plain head, described by the fields of the scanner. "partial": plain so far, more bytes needed. "odd": not plain;
 * nothing is said about whether it is valid HTTP.
 */
export type HeadVerdict = "whole" | "partial" | "odd";

/**
 * Recognises the plainest form of a request head and nothing else: GET or POST, origin form, HTTP/1.1, exactly one Host, at
 * most one Content-Length, no field that changes the framing, CRLF everywhere. It never corrects and never guesses: what it
 * does not know it calls "odd". One scanner serves all connections; its fields are overwritten by each scan.
 */
export class PlainHeadScanner {
  method: "GET" | "POST" = "GET";
  pathStart = 0;
  pathEnd = 0;
  /** Offset of the first byte after the head. */
  bodyStart = 0;
  /** Declared length of the body; 0 without a declaration. */
  bodyBytes = 0;
  /** Whether the body is compressed with gzip, where that is plain. */
  isGzip = false;
  /** Where the fields lie. */
  readonly fields: FieldOffsets;
  readonly #maxHeaderBytes: number;
  readonly #maxHeaders: number;
  #hosts = 0;
  #lengths = 0;

  readonly #mayBeGzip: boolean;

  /** @param mayBeGzip whether a body compressed with gzip is plain; default false */
  constructor(limits: { maxHeaderBytes: number; maxHeaders: number }, mayBeGzip = false) {
    this.#mayBeGzip = mayBeGzip;
    this.#maxHeaderBytes = limits.maxHeaderBytes;
    this.#maxHeaders = limits.maxHeaders;
    this.fields = new FieldOffsets(limits.maxHeaders + 1);
  }

  /** Looks at `bytes` from offset `start` on. */
  scan(bytes: Buffer, start: number): HeadVerdict {
    this.#hosts = 0;
    this.#lengths = 0;
    this.bodyBytes = 0;
    this.isGzip = false;
    this.fields.clear();
    const verdict = this.#scanLines(bytes, start);
    const used = (verdict === "whole" ? this.bodyStart : bytes.length) - start;
    // At the limit itself node:http decides.
    return verdict !== "odd" && used >= this.#maxHeaderBytes ? "odd" : verdict;
  }

  #scanLines(bytes: Buffer, start: number): HeadVerdict {
    const verdict = this.#scanRequestLine(bytes, start);
    if (verdict !== "whole") return verdict;
    let at = this.bodyStart;
    for (let fields = 0; fields <= this.#maxHeaders; fields++) {
      if (at >= bytes.length) return "partial";
      if (bytes[at] === CR) return this.#scanEnd(bytes, at);
      const lineEnd = this.#scanField(bytes, at);
      if (lineEnd <= 0) return lineEnd === 0 ? "partial" : "odd";
      at = lineEnd;
    }
    return "odd";
  }

  #scanRequestLine(bytes: Buffer, start: number): HeadVerdict {
    const isPost = bytes[start] === 80; // P
    const method = isPost ? POST : GET;
    const known = matchAt(bytes, start, method);
    if (known !== "whole") return known;
    this.method = isPost ? "POST" : "GET";
    let at = start + method.length;
    this.pathStart = at;
    if (at < bytes.length && bytes[at] !== SLASH) return "odd";
    while (at < bytes.length && PATH[bytes[at] ?? 0] === 1) at++;
    if (at >= bytes.length) return "partial";
    if (bytes[at] !== SPACE) return "odd";
    this.pathEnd = at;
    this.bodyStart = at + 1 + VERSION.length;
    return matchAt(bytes, at + 1, VERSION);
  }

  #scanEnd(bytes: Buffer, at: number): HeadVerdict {
    if (at + 1 >= bytes.length) return "partial";
    if (bytes[at + 1] !== LF || this.#hosts !== 1) return "odd";
    this.bodyStart = at + 2;
    return "whole";
  }

  /** Returns the offset after the line, 0 when it is not all there, -1 when it is odd. */
  #scanField(bytes: Buffer, start: number): number {
    const end = bytes.length;
    let at = start;
    while (at < end && TOKEN[bytes[at] ?? 0] === 1) at++;
    if (at >= end) return 0;
    if (at === start || bytes[at] !== COLON) return -1;
    const nameEnd = at;
    at++;
    while (at < end && (bytes[at] === SPACE || bytes[at] === TAB)) at++;
    const valueStart = at;
    while (at < end && VALUE[bytes[at] ?? 0] === 1) at++;
    if (at + 1 >= end) return at < end && bytes[at] !== CR ? -1 : 0;
    if (bytes[at] !== CR || bytes[at + 1] !== LF) return -1;
    if (!this.#isPlainField(bytes, start, nameEnd, valueStart, at)) return -1;
    this.fields.add(start, nameEnd, valueStart, at);
    return at + 2;
  }

  #isPlainField(
    bytes: Buffer,
    nameStart: number,
    nameEnd: number,
    valueStart: number,
    valueEnd: number,
  ): boolean {
    switch (nameEnd - nameStart) {
      case 4:
        if (!isName(bytes, nameStart, HOST)) return true;
        this.#hosts++;
        return valueEnd > valueStart;
      case 10:
        if (!isName(bytes, nameStart, CONNECTION)) return true;
        return valueEnd - valueStart === 10 && isName(bytes, valueStart, KEEP_ALIVE);
      case 14:
        if (!isName(bytes, nameStart, CONTENT_LENGTH)) return true;
        return this.#lengths++ === 0 && this.#readLength(bytes, valueStart, valueEnd);
      case 16:
        if (!isName(bytes, nameStart, CONTENT_ENCODING)) {
          return !isName(bytes, nameStart, PROXY_CONNECTION);
        }
        return this.#takeEncoding(bytes, valueStart, valueEnd);
      case 6:
      case 7:
      case 17:
        return !UNPLAIN.some(
          (name) => name.length === nameEnd - nameStart && isName(bytes, nameStart, name),
        );
      default:
        return true;
    }
  }

  /** Once, and this one alone; anything else is for node:http to judge. */
  #takeEncoding(bytes: Buffer, start: number, end: number): boolean {
    if (!this.#mayBeGzip || this.isGzip || end - start !== GZIP.length) return false;
    this.isGzip = isName(bytes, start, GZIP);
    return this.isGzip;
  }

  #readLength(bytes: Buffer, start: number, end: number): boolean {
    if (end === start || end - start > MAX_LENGTH_DIGITS) return false;
    let length = 0;
    for (let at = start; at < end; at++) {
      const digit = bytes[at] ?? 0;
      if (digit < ZERO || digit > NINE) return false;
      length = length * 10 + digit - ZERO;
    }
    this.bodyBytes = length;
    return true;
  }
}

/** Compares as far as both go. */
function matchAt(bytes: Buffer, at: number, expected: Buffer): HeadVerdict {
  const there = Math.min(expected.length, bytes.length - at);
  for (let i = 0; i < there; i++) if (bytes[at + i] !== expected[i]) return "odd";
  return there === expected.length ? "whole" : "partial";
}

/** Compares letters without regard to case; `lower` holds lower-case letters and hyphens only. */
function isName(bytes: Buffer, at: number, lower: Buffer): boolean {
  // Among the bytes of a token only letters become letters by setting this bit, and only a hyphen stays one.
  for (let i = 0; i < lower.length; i++)
    if (((bytes[at + i] ?? 0) | 0x20) !== lower[i]) return false;
  return true;
}
