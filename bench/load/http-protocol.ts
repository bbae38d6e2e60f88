import type { Protocol } from "./wire.js";

const HEAD_END = "\r\n\r\n";
const STATUS_AT = "HTTP/1.1 ".length;
const LENGTH_HEADER = /\r\ncontent-length: *(\d+)/i;
const DIGIT_TWO = 0x32;
const DIGIT_THREE = 0x33;
const NO_CONTENT = "204";

/** HTTP/1.1 replies with a Content-Length, or without a body. */
export const httpProtocol: Protocol = {
  replyEnd(bytes, at) {
    const headEnd = bytes.indexOf(HEAD_END, at, "latin1");
    if (headEnd < 0) return -1;
    const head = bytes.toString("latin1", at, headEnd);
    const isEmpty = head.startsWith(NO_CONTENT, STATUS_AT);
    const length = isEmpty ? "0" : LENGTH_HEADER.exec(head)?.[1];
    if (length === undefined) throw new Error("reply without Content-Length");
    const end = headEnd + HEAD_END.length + Number(length);
    return end <= bytes.length ? end : -1;
  },
  isAnswer: () => true,
  isGood: (bytes, at) => bytes[at + STATUS_AT] === DIGIT_TWO,
};

/** The same, where a good reply is a redirect. */
export const redirectProtocol: Protocol = {
  ...httpProtocol,
  isGood: (bytes, at) => bytes[at + STATUS_AT] === DIGIT_THREE,
};

/** A POST as plugins send it. */
export function post(path: string, fields: object): Buffer {
  const body = JSON.stringify(fields);
  const head = [
    `POST ${path} HTTP/1.1`,
    "Host: 127.0.0.1",
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
  ].join("\r\n");
  return Buffer.from(head + HEAD_END + body);
}

export function bodyOf(reply: Buffer): string {
  return reply.toString("utf8", reply.indexOf(HEAD_END, 0, "latin1") + HEAD_END.length);
}
