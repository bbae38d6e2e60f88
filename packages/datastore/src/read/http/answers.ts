import { createHash } from "node:crypto";
import type { AppError } from "@signalbox/errors";
import { errorReply } from "@signalbox/monitoring-model";
import type { ApiAnswer } from "../../api/api-request.js";

/** Characters of an ETag: 96 bits of a digest. */
const ETAG_CHARS = 16;
const RETRY_AFTER_S = "1";

export function jsonAnswer(value: unknown, headers: readonly string[] = []): ApiAnswer {
  return { status: 200, headers, body: JSON.stringify(value) };
}

/** With an ETag of the text itself, so that it changes with whatever the caller may see of the object. */
export function taggedAnswer(text: string, headers: readonly string[] = []): ApiAnswer {
  const etag = createHash("sha256").update(text).digest("base64url").slice(0, ETAG_CHARS);
  return { status: 200, headers, etag, body: text };
}

/** A body as it becomes known; of unknown length. */
export function streamedAnswer(
  body: AsyncIterable<string>,
  more: { readonly headers?: readonly string[]; readonly contentType?: string } = {},
): ApiAnswer {
  return { status: 200, ...more, body };
}

/** An error object; `status` is what a strict datastore says, 200 otherwise (datastore-polling, 9.1). */
export function refusal(
  reply: { readonly error_message: string },
  status: number,
  strict: boolean,
): ApiAnswer {
  return { status: strict ? status : 200, body: JSON.stringify(reply) };
}

/** The mistakes of a question, which old clients know by the error object alone and expect with status 200. */
const QUESTION_STATUS: ReadonlySet<number> = new Set([400, 404, 413]);

/** What went wrong as an error object. A refusal of rights, a method or a busy server keep their status in both modes. */
export function errorAnswer(error: AppError, originUrl: string, strict: boolean): ApiAnswer {
  const body = JSON.stringify(errorReply(error.message, originUrl));
  const status = QUESTION_STATUS.has(error.status) && !strict ? 200 : error.status;
  return error.code === "unavailable"
    ? { status, headers: ["Retry-After", RETRY_AFTER_S], body }
    : { status, body };
}

/** A `Warning` header (RFC 7234, 5.5, code 299). Only printable ASCII; quotes are escaped. */
export function warningHeader(text: string): readonly [name: string, value: string] {
  const plain = text.replaceAll(/[^\x20-\x7e]/g, "?").replaceAll(/["\\]/g, "\\$&");
  return ["Warning", `299 - "${plain}"`];
}
