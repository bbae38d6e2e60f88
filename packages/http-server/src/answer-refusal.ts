import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "@signalbox/clock";
import { JSON_TYPE, writeHead } from "./node-reply.js";
import { errorBody, errorHeaders, type Refusal } from "./refusal.js";

/** How long what a refused client still sends is thrown away, so that it can read the answer, in milliseconds. */
export const LINGER_MS = 1_000;

/**
 * Answers a refused request and ends the connection. Closing while bytes of the client are unread makes the kernel reset the
 * connection, and the client would lose the answer: so the whole answer is written, the rest of the request is dropped
 * for a bounded time, and only then the response is ended.
 */
export function answerRefusal(options: {
  req: IncomingMessage;
  res: ServerResponse;
  problem: Refusal;
  clock: Clock;
}): void {
  const { req, res, problem } = options;
  const body = errorBody(problem.error);
  const extra = errorHeaders(problem.status);
  const head = { status: problem.status, contentType: JSON_TYPE, extra, isLast: true };
  writeHead(res, head, Buffer.byteLength(body));
  if (req.complete) {
    res.end(body);
    return;
  }
  res.write(body);
  const cancel = options.clock.after(LINGER_MS, () => res.end());
  req.once("end", () => res.end());
  res.once("close", cancel);
  req.resume();
}
