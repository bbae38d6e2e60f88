import { STATUS_CODES } from "node:http";
import type { HttpConnection } from "./connection.js";
import type { HttpLimits } from "./limits.js";
import { errorHeaders, refusal, type Refusal } from "./refusal.js";
import { extraLines } from "./reply-head.js";
import type { ServerHooks } from "./server-hooks.js";

/** Handles what Node's parser reports for bytes that never became a request. Never throws. */
export function createClientErrorHandler(options: {
  limits: HttpLimits;
  hooks: ServerHooks;
}): (error: Error, connection: HttpConnection) => void {
  return (error, connection) => {
    const { socket } = connection;
    if (!socket.writable || !connection.isOpen) {
      socket.destroy();
      return;
    }
    // The parser repeats itself for every later byte.
    if (connection.isRefused) return;
    connection.isRefused = true;
    const problem = problemOf(error, options.limits);
    options.hooks.refused(problem.reason);
    const unfinished = connection.isReceiving ? 1 : 0;
    // An answer now would be taken for the answer to an earlier request, so those go first and are the last.
    if (connection.pendingReplies > unfinished) {
      connection.lastRequest = connection.requests - unfinished;
    } else answerRaw(connection, problem, options.hooks);
  };
}

/** The bytes of a refusal on a connection where no response object exists. */
export function rawRefusal({ error, status }: Refusal, { errorReply }: ServerHooks): string {
  const { body, contentType, headers } = errorReply(error, status, "");
  const extra = [...headers, ...errorHeaders(status)];
  return (
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n` +
    `Content-Type: ${contentType}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
    `${extraLines(extra, true)}\r\n${body}`
  );
}

function answerRaw(connection: HttpConnection, problem: Refusal, hooks: ServerHooks): void {
  connection.socket.write(rawRefusal(problem, hooks));
  connection.finish();
}

function problemOf(error: Error, limits: HttpLimits): Refusal {
  switch ("code" in error ? error.code : undefined) {
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return refusal("timeout", "request_timeout", "request did not arrive in time");
    case "HPE_HEADER_OVERFLOW":
      return refusal(
        "header_too_large",
        "invalid_argument",
        `request header is larger than ${limits.maxHeaderBytes} bytes`,
        431,
      );
    default:
      return refusal("malformed", "invalid_argument", "request is not valid HTTP/1.1");
  }
}
