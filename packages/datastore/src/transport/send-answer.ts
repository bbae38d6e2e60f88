import type { ServerResponse } from "node:http";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { ApiAnswer } from "../api/api-request.js";
import { acceptsGzip } from "./accepts-gzip.js";
import { matchesEtag } from "./matches-etag.js";
import { GZIP_LEVEL, sendPieces } from "./send-pieces.js";

const JSON_TYPE = "application/json; charset=utf-8";
/** Below this a reply is sent as it is: compressing would not save a packet. */
const MIN_GZIP_BYTES = 1024;
const NOT_MODIFIED = 304;

const gzipped = promisify(gzip);

/** What decides the form of a reply. */
export interface Asked {
  readonly method: string;
  header(name: string): string | undefined;
  /** Ends when the client has gone. */
  readonly signal: AbortSignal;
  /** Asked for room for so many bytes until they have left. @throws AppError `unavailable` */
  readonly hold?: (bytes: number) => void;
}

/**
 * Sends an answer in the form that was asked for: no body for HEAD, 304 for what the client has, gzip where it is wanted and worth it
 * (datastore-polling, 9.37). An error before the first byte rejects; one among the pieces of a body breaks the connection off.
 */
export async function sendAnswer(
  res: ServerResponse,
  answer: ApiAnswer,
  asked: Asked,
): Promise<void> {
  const { status, etag, headers = [], body } = answer;
  const hasClientsCopy =
    etag !== undefined && status === 200 && matchesEtag(asked.header("if-none-match"), etag);
  for (let i = 0; i + 1 < headers.length; i += 2)
    res.appendHeader(headers[i] ?? "", headers[i + 1] ?? "");
  setCommonFields(res, etag);
  if (hasClientsCopy) {
    await discard(body);
    res.statusCode = NOT_MODIFIED;
    res.end();
    return;
  }
  res.statusCode = status;
  if (status !== 204) res.setHeader("Content-Type", answer.contentType ?? JSON_TYPE);
  if (typeof body === "string" || Buffer.isBuffer(body)) await sendWhole(res, body, asked);
  else if (asked.method === "HEAD") {
    await discard(body);
    res.end();
  } else await sendPieces(res, body, { signal: asked.signal, isGzip: wantsGzip(asked) });
}

function setCommonFields(res: ServerResponse, etag: string | undefined): void {
  // A reply depends on who asks, so nobody between may keep it.
  res.setHeader("Cache-Control", "private, no-cache");
  res.setHeader("Vary", "Accept-Encoding");
  res.setHeader("X-Content-Type-Options", "nosniff");
  // Weak, because it stands for the compressed form too.
  if (etag !== undefined) res.setHeader("ETag", `W/"${etag}"`);
}

async function sendWhole(res: ServerResponse, body: string | Buffer, asked: Asked): Promise<void> {
  const plain = typeof body === "string" ? Buffer.from(body) : body;
  const isGzip = plain.length >= MIN_GZIP_BYTES && wantsGzip(asked);
  if (asked.method === "HEAD") {
    // The length of what GET would send is known only without compression.
    if (!isGzip) res.setHeader("Content-Length", plain.length);
    res.end();
    return;
  }
  asked.hold?.(plain.length);
  const sent = isGzip ? await gzipped(plain, { level: GZIP_LEVEL }) : plain;
  if (isGzip) res.setHeader("Content-Encoding", "gzip");
  if (res.statusCode !== 204) res.setHeader("Content-Length", sent.length);
  res.end(sent);
}

const wantsGzip = (asked: Asked): boolean => acceptsGzip(asked.header("accept-encoding"));

/** Lets whoever makes a body that is not sent give up what it holds. */
async function discard(body: ApiAnswer["body"]): Promise<void> {
  if (typeof body === "string" || Buffer.isBuffer(body)) return;
  await body[Symbol.asyncIterator]().return?.();
}
