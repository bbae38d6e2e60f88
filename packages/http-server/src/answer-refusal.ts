import type { IncomingMessage, ServerResponse } from "node:http";
import { writeHead } from "./node-reply.js";
import { errorHeaders, type Refusal } from "./refusal.js";
import type { ServerHooks } from "./server-hooks.js";

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
  hooks: ServerHooks;
}): void {
  const { req, res, problem, hooks } = options;
  const { status, error } = problem;
  const { body, contentType, headers } = hooks.errorReply(error, status, req.url ?? "");
  const extra = [...headers, ...errorHeaders(status)];
  const head = { status, contentType, extra, isLast: true };
  writeHead(res, head, Buffer.byteLength(body));
  if (req.complete) {
    res.end(body);
    return;
  }
  res.write(body);
  const cancel = hooks.clock.after(LINGER_MS, () => res.end());
  req.once("end", () => res.end());
  res.once("close", cancel);
  req.resume();
}
