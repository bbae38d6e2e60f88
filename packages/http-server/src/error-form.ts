import type { AppError } from "@signalbox/errors";
import { errorBody } from "./refusal.js";

/** What the answer to an error looks like. */
export interface ErrorReply {
  readonly body: string;
  readonly contentType: string;
  /** Names and values, alternating, of printable ASCII. A hot reply leaves them out: it carries `hot.headers`. */
  readonly headers: readonly string[];
}

/**
 * Makes the answer to an error that no handler answers itself: to a request that was refused unseen, to a path nobody serves,
 * to whatever a handler throws. Status and `Retry-After` stay the server's. Must not throw.
 *
 * @param target path and query as sent; empty when they are not known
 */
export type ErrorForm = (error: AppError, status: number, target: string) => ErrorReply;

/** One line of JSON. Source: reference cache-manager 1.3. */
export const plainErrorForm: ErrorForm = (error) => ({
  body: errorBody(error),
  contentType: "application/json",
  headers: [],
});
