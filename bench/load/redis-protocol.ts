import type { Protocol } from "./wire.js";

const CR = 0x0d;
const CRLF_BYTES = 2;
const BULK = 0x24; // $
const ARRAY = 0x2a; // *
const PUSH = 0x3e; // >
const MAP = 0x25; // %
const ERROR = 0x2d; // -
const NULL_TYPE = 0x5f; // _
const MINUS = 0x2d;

/** RESP 2 and 3, as far as the commands used here answer. */
export const redisProtocol: Protocol = {
  replyEnd,
  isAnswer: (bytes, at) => bytes[at] !== PUSH,
  isGood: (bytes, at) => bytes[at] !== ERROR,
};

/** True for the null of RESP 2 (`$-1`) and of RESP 3 (`_`). */
export function isNull(reply: Buffer): boolean {
  return reply[0] === NULL_TYPE || (reply[0] === BULK && reply[1] === MINUS);
}

export function redisCommand(...words: readonly (string | number)[]): Buffer {
  const parts = words.map((word) => {
    const text = String(word);
    return `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
  });
  return Buffer.from(`*${words.length}\r\n${parts.join("")}`);
}

/** The text of a bulk string. */
export function bulkText(reply: Buffer): string {
  return reply.toString("utf8", reply.indexOf("\r\n") + CRLF_BYTES, reply.length - CRLF_BYTES);
}

function replyEnd(bytes: Buffer, at: number): number {
  const lineEnd = bytes.indexOf(CR, at) + CRLF_BYTES;
  if (lineEnd < CRLF_BYTES || lineEnd > bytes.length) return -1;
  const type = bytes[at];
  if (type === BULK) return bulkEnd(bytes, lineEnd, numberAt(bytes, at, lineEnd));
  if (type === ARRAY || type === PUSH)
    return itemsEnd(bytes, lineEnd, numberAt(bytes, at, lineEnd));
  if (type === MAP) return itemsEnd(bytes, lineEnd, 2 * numberAt(bytes, at, lineEnd));
  return lineEnd;
}

function numberAt(bytes: Buffer, at: number, lineEnd: number): number {
  return Number(bytes.toString("latin1", at + 1, lineEnd - CRLF_BYTES));
}

function bulkEnd(bytes: Buffer, at: number, length: number): number {
  if (length < 0) return at;
  const end = at + length + CRLF_BYTES;
  return end <= bytes.length ? end : -1;
}

function itemsEnd(bytes: Buffer, from: number, count: number): number {
  let at = from;
  for (let item = 0; item < count && at >= 0; item++) {
    at = at < bytes.length ? replyEnd(bytes, at) : -1;
  }
  return at;
}
