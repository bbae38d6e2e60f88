import { ResultError } from "./errors.js";
import type { HttpReply } from "./http-exchange.js";

/** Longest part of a refusing reply's body that goes into an error, in characters: it ends up in a check's output. */
const MAX_SHOWN_CHARS = 2000;

export function isSuccess(reply: HttpReply): boolean {
  return reply.statusCode >= 200 && reply.statusCode <= 299;
}

/** The text of a refusal: `"<code>: <reason> - <body>"`. Source: reference cache-manager 1.3. */
export function refusalText(reply: HttpReply): string {
  return `${reply.statusCode}: ${reply.reason} - ${reply.body.slice(0, MAX_SHOWN_CHARS)}`;
}

/**
 * The reply's JSON; null for an empty body.
 *
 * @throws ResultError with the refusal text for a status outside 200-299, or when the body is not JSON.
 */
export function parseReply(reply: HttpReply): unknown {
  if (!isSuccess(reply)) {
    throw new ResultError(refusalText(reply), { statusCode: reply.statusCode });
  }
  if (reply.body === "") return null;
  try {
    return JSON.parse(reply.body);
  } catch (cause) {
    throw new ResultError(`reply is not JSON: ${reply.body.slice(0, 100)}`, { cause });
  }
}
