import { errorReply, type ErrorReply } from "../info/info-error.js";

/** Longest piece of a query, in characters, that is sent back in an error. */
export const MAX_ECHO_CHARS = 4096;

/**
 * The error object of a data query, which clients tell from a list of items by being an object (datastore-polling, 3.4).
 * `origin_url` is the path and the decoded query, not the URL that was sent (3.3).
 *
 * @param options.text The query's decoded text; cut to 4,096 characters. Absent: the path alone.
 * @param options.path Default `/data/`.
 */
export function dataQueryError(options: {
  readonly message: string;
  readonly text?: string;
  readonly path?: string;
}): ErrorReply {
  const { message, text, path = "/data/" } = options;
  return errorReply(message, text === undefined ? path : `${path}?q=${echo(text)}`);
}

/** `text` as far as it is sent back. */
export function echo(text: string): string {
  return text.length <= MAX_ECHO_CHARS ? text : `${text.slice(0, MAX_ECHO_CHARS)}...`;
}
