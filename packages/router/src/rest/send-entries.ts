import type { Clock } from "@signalbox/clock";
import type { Response } from "express";

/** Characters gathered before they are sent and other work has its turn. */
const CHUNK_CHARS = 65_536;

/**
 * Sends a JSON object member by member, so that a large one neither stops the clients that are being redirected meanwhile nor is in
 * memory whole. The status and headers are set; a small object leaves in one piece.
 */
export async function sendEntries(
  res: Response,
  entries: Iterable<readonly [string, unknown]>,
  clock: Clock,
): Promise<void> {
  let text = "{";
  let separator = "";
  for (const [key, value] of entries) {
    text += `${separator}${JSON.stringify(key)}:${JSON.stringify(value)}`;
    separator = ",";
    if (text.length < CHUNK_CHARS) continue;
    const isGone = !(await sent(res, text));
    if (isGone) return;
    await new Promise<void>((resolve) => void clock.soon(resolve));
    text = "";
  }
  text += "}";
  if (!res.headersSent) res.setHeader("Content-Length", Buffer.byteLength(text));
  res.end(text);
}

/** False when the client has gone. */
async function sent(res: Response, text: string): Promise<boolean> {
  if (res.destroyed || res.write(text)) return !res.destroyed;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      res.off("drain", done);
      res.off("close", done);
      resolve();
    };
    res.on("drain", done);
    res.on("close", done);
  });
  return !res.destroyed;
}
