import type { IncomingMessage, ServerResponse } from "node:http";
import type { Writable } from "node:stream";
import { createGzip } from "node:zlib";
import type { ApiAnswer } from "../api-route.js";

/** Half the time of the default level, for a few percent more bytes. */
const GZIP_LEVEL = 4;
const ACCEPTS_GZIP = /(?:^|,)\s*(?:gzip|\*)\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))[^,]*)?(?=,|$)/i;

/**
 * Sends an answer, a long one as it is made and no faster than the client takes it, compressed if it likes. What fails once
 * something was sent breaks the connection off: only so the client knows that it has not got everything.
 */
export async function sendAnswer(
  req: IncomingMessage,
  res: ServerResponse,
  answer: ApiAnswer,
  signal: AbortSignal,
): Promise<void> {
  const { status, contentType, headers = [], body } = answer;
  res.statusCode = status;
  res.setHeader("Content-Type", contentType);
  for (let at = 0; at + 1 < headers.length; at += 2)
    res.setHeader(headers[at] ?? "", headers[at + 1] ?? "");
  if (typeof body === "string") {
    res.setHeader("Content-Length", Buffer.byteLength(body));
    res.end(req.method === "HEAD" ? undefined : body);
  } else if (req.method === "HEAD") {
    await body.return();
    res.end();
  } else await sendPieces(res, body, sinkOf(req, res), signal);
}

function sinkOf(req: IncomingMessage, res: ServerResponse): Writable {
  res.setHeader("Vary", "Accept-Encoding");
  if (!ACCEPTS_GZIP.test(req.headers["accept-encoding"] ?? "")) return res;
  res.setHeader("Content-Encoding", "gzip");
  const gzip = createGzip({ level: GZIP_LEVEL });
  gzip.on("error", () => res.destroy());
  gzip.pipe(res);
  return gzip;
}

async function sendPieces(
  res: ServerResponse,
  pieces: AsyncGenerator<string, void, undefined>,
  sink: Writable,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const piece of pieces) {
      if (signal.aborted) break;
      if (piece !== "" && !sink.write(piece)) await untilDrained(sink, signal);
    }
  } catch (error) {
    sink.destroy();
    res.destroy();
    throw error;
  }
  if (signal.aborted) sink.destroy();
  else sink.end();
}

/** Resolves once more may be written, or nobody is there any more. */
function untilDrained(sink: Writable, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      sink.off("drain", go);
      signal.removeEventListener("abort", go);
      resolve();
    };
    sink.once("drain", go);
    signal.addEventListener("abort", go, { once: true });
    if (signal.aborted) go();
  });
}
