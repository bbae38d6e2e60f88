import type { Clock } from "@signalbox/clock";
import type { AppError } from "@signalbox/errors";
import type { Response } from "express";
import type { RestAnswer } from "./rest-route.js";
import { sendEntries } from "./send-entries.js";

/** Longest text of an error; a refused configuration names up to 20 problems. */
const MAX_MESSAGE_CHARS = 8_192;
/** Seconds a caller is asked to wait when nothing better is known. */
const RETRY_AFTER_SECONDS = "1";
const JSON_TYPE = "application/json";

export async function sendAnswer(res: Response, answer: RestAnswer, clock: Clock): Promise<void> {
  switch (answer.kind) {
    case "empty":
      res.statusCode = answer.status;
      // A 204 must not have a length.
      if (answer.status !== 204) res.setHeader("Content-Length", 0);
      res.end();
      return;
    case "json":
      if (answer.status === 503) res.setHeader("Retry-After", RETRY_AFTER_SECONDS);
      sendText(res, answer.status, JSON_TYPE, JSON.stringify(answer.value ?? null));
      return;
    case "text":
      sendText(res, 200, answer.contentType, answer.text);
      return;
    case "entries":
      res.statusCode = 200;
      res.setHeader("Content-Type", JSON_TYPE);
      if (res.req.method === "HEAD") res.end();
      else await sendEntries(res, answer.entries, clock);
  }
}

/** An error is a JSON string, in the style of the original (reference cdn-router 6.3). */
export function sendError(res: Response, error: AppError, retryAfterSeconds?: number): void {
  // Part of another answer may have left already; an honest end is then to break it off.
  if (res.headersSent) {
    res.destroy();
    return;
  }
  if (retryAfterSeconds !== undefined) res.setHeader("Retry-After", retryAfterSeconds);
  else if (error.status === 503) res.setHeader("Retry-After", RETRY_AFTER_SECONDS);
  const text = JSON.stringify(error.message.slice(0, MAX_MESSAGE_CHARS));
  sendText(res, error.status, JSON_TYPE, text);
}

function sendText(res: Response, status: number, contentType: string, text: string): void {
  res.statusCode = status;
  res.setHeader("Content-Type", contentType);
  res.setHeader("Content-Length", Buffer.byteLength(text));
  res.end(text);
}
