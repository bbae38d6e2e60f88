import type { ServerResponse } from "node:http";
import type { Writable } from "node:stream";
import { createGzip } from "node:zlib";

/** Half the time of the default level, for a few percent more bytes. */
export const GZIP_LEVEL = 4;

/**
 * Sends a body as it is made, and asks for the next piece only when the client has taken enough of those before. When the client goes
 * away, the making ends. An error before the first piece rejects, so that it can be answered; a later one breaks the connection off.
 */
export async function sendPieces(
  res: ServerResponse,
  body: AsyncIterable<string>,
  options: { readonly signal: AbortSignal; readonly isGzip: boolean },
): Promise<void> {
  const { signal, isGzip } = options;
  const pieces = body[Symbol.asyncIterator]();
  let next = await pieces.next();
  if (isGzip) res.setHeader("Content-Encoding", "gzip");
  const sink = isGzip ? gzipInto(res) : res;
  try {
    while (next.done !== true && !signal.aborted) {
      if (!sink.write(next.value)) await untilDrained(sink, signal);
      next = await pieces.next();
    }
  } catch {
    // What was sent cannot be taken back: only an end without the end of the body tells the client that it is not whole.
    res.destroy();
    sink.destroy();
    return;
  }
  if (signal.aborted) {
    await pieces.return?.();
    sink.destroy();
  } else sink.end();
}

function gzipInto(res: ServerResponse): Writable {
  const gzip = createGzip({ level: GZIP_LEVEL });
  gzip.pipe(res);
  // It fails only when it is destroyed above.
  gzip.on("error", () => res.destroy());
  return gzip;
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
