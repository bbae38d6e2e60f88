import type { AppError } from "@signalbox/errors";
import {
  errorReply,
  replyToLines,
  type LineReport,
  type Protocol,
  type Reply,
} from "@signalbox/telegraf-ingest";
import type { ApiAnswer } from "../../api/api-request.js";

const RETRY_AFTER_S = "5";
const NO_CONTENT = { status: 204, body: "" } as const;

const protocolOf = (path: string): Exclude<Protocol, "json"> =>
  path.includes("/api/v2/") ? "v2" : "v1";

/**
 * 204; 400 only for what cannot be read, whose readable rest is kept all the same: a client sends again, or throws away, a body
 * that is refused.
 */
export function telegrafReply(
  path: string,
  reading: LineReport | { readonly isJson: boolean },
): ApiAnswer {
  if ("points" in reading) return answerOf(replyToLines(protocolOf(path), reading));
  if (reading.isJson) return NO_CONTENT;
  const error = { status: 400, code: "invalid", text: "the body is not JSON" };
  return answerOf(errorReply("json", error));
}

/** A failure in the form that the client of `path` reads. */
export function telegrafError(path: string, { status, code, message }: AppError): ApiAnswer {
  const headers: Record<string, string> = status === 503 ? { "Retry-After": RETRY_AFTER_S } : {};
  const error = { status, code: code.replaceAll("_", " "), text: message };
  return answerOf(errorReply(protocolOf(path), error, { headers }));
}

export function answerOf({ status, headers, body }: Reply): ApiAnswer {
  const { "Content-Type": contentType, ...others } = headers;
  return {
    status,
    ...(contentType !== undefined && { contentType }),
    headers: Object.entries(others).flat(),
    body,
  };
}
