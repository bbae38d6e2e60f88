import type { IncomingMessage } from "node:http";
import type { HttpLimits } from "./limits.js";
import { refusal, type Refusal } from "./refusal.js";

/** Visible ASCII from the slash on; what Node's parser lets through beyond that is refused. */
const ORIGIN_FORM = /^\/[!-~]*$/;

/**
 * What Node's own parser leaves open and we do not: version 1.0 or 1.1, one Host, origin-form target, plain "chunked" only, no
 * expectations but the one a server may be told to answer, bounded header count. Source: reference reliability 1.4.
 */
export function headerProblem(
  req: IncomingMessage,
  limits: HttpLimits,
  answersExpect: boolean,
): Refusal | undefined {
  const count = req.rawHeaders.length / 2;
  if (count > limits.maxHeaders) {
    const message = `request has ${count} header fields, limit is ${limits.maxHeaders}`;
    return refusal("header_too_large", "invalid_argument", message, 431);
  }
  // Node reads other versions, too, and answers as if they were this one.
  if (req.httpVersion !== "1.1" && req.httpVersion !== "1.0") {
    const message = `HTTP version ${req.httpVersion} is not 1.0 or 1.1`;
    return refusal("malformed", "invalid_argument", message, 505);
  }
  if (!ORIGIN_FORM.test(req.url ?? "")) {
    return refusal(
      "malformed",
      "invalid_argument",
      "request target must be a path starting with /",
    );
  }
  const hosts = countHosts(req.rawHeaders);
  if (hosts > 1 || (hosts === 0 && req.httpVersion === "1.1")) {
    return refusal("malformed", "invalid_argument", `request has ${hosts} Host headers, not one`);
  }
  return transferProblem(req, answersExpect);
}

function transferProblem(req: IncomingMessage, answersExpect: boolean): Refusal | undefined {
  const coding = req.headers["transfer-encoding"];
  if (coding !== undefined && (coding.toLowerCase() !== "chunked" || req.httpVersion !== "1.1")) {
    return refusal("malformed", "invalid_argument", "only Transfer-Encoding: chunked is accepted");
  }
  if (req.headers.expect !== undefined && !(answersExpect && isWaiting(req))) {
    return refusal("expectation", "invalid_argument", "Expect is not supported", 417);
  }
  return undefined;
}

/** Whether the client sends its body only after "100 Continue", or after a while without it. */
export function isWaiting({ headers }: IncomingMessage): boolean {
  return headers.expect?.toLowerCase() === "100-continue";
}

/** Checks what the header says about the body, before a byte of it is read. */
export function bodyProblem(
  req: IncomingMessage,
  maxBodyBytes: number,
  mayBeGzip = false,
): Refusal | undefined {
  const encoding = req.headers["content-encoding"];
  const isKnown = encoding === undefined || encoding.toLowerCase() === "identity";
  if (!isKnown && !(mayBeGzip && isGzip(encoding))) {
    const message = mayBeGzip
      ? "Content-Encoding may only be gzip"
      : "Content-Encoding is not accepted";
    return refusal("content_encoding", "unsupported_media_type", message);
  }
  const declared = Number(req.headers["content-length"] ?? 0);
  return declared > maxBodyBytes ? tooLarge(maxBodyBytes) : undefined;
}

export function tooLarge(maxBodyBytes: number): Refusal {
  const message = `request body is larger than ${maxBodyBytes} bytes`;
  return refusal("body_too_large", "item_too_large", message);
}

/** For a request that arrives while others fill the memory set aside for arriving ones. */
export function noRoom(maxReceivingBytes: number): Refusal {
  const message = `requests being received hold ${maxReceivingBytes} bytes together, the limit (maxReceivingBytes)`;
  return refusal("receiving", "unavailable", message);
}

/** Whether the request announces a body at all. */
export function hasBody(req: IncomingMessage): boolean {
  const { headers } = req;
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

function countHosts(rawHeaders: readonly string[]): number {
  let hosts = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i];
    if (name?.length === 4 && name.toLowerCase() === "host") hosts++;
  }
  return hosts;
}

/** Whether the body is compressed in the one way that can be undone. */
export function isGzip(encoding: string | undefined): boolean {
  const name = encoding?.toLowerCase();
  return name === "gzip" || name === "x-gzip";
}
