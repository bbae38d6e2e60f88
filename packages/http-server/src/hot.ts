import type { Connection } from "./connection.js";
import type { RequestHead } from "./request-head.js";

/** The answer to one hot request. It may be kept and used later; it holds no timer. */
export interface HotReply {
  readonly connection: Connection;
  /** The connection is alive and this request is not yet answered. */
  readonly isOpen: boolean;
  /**
   * Sends once; later calls, and calls after the connection ended, do nothing. The bytes of `body` are not copied
   * before the call returns to the event loop, so do not change a Buffer that was sent.
   *
   * @param contentType default `application/json`; empty: the reply has no such field
   * @param headers names and values, alternating, of printable ASCII. A value that is not is answered as an internal error.
   */
  send(
    status: number,
    body: Buffer | string,
    contentType?: string,
    headers?: readonly string[],
  ): void;
  /** Answers through the one error mapping: status of the `AppError`, one-line JSON body. */
  fail(error: unknown): void;
  /** Ends the connection without an answer. */
  drop(): void;
}

/**
 * Sees a claimed request first, with its whole body.
 *
 * @param body may be a view of a larger received chunk: copy what is kept for long
 * @param path the request target as sent: origin form, query included
 * @param head the header fields, if the routes ask for them; else without any
 * @returns false to decline: the request goes on to express, with `req.body` as the Buffer. A handler that returned true,
 *   or threw, is not asked again; what it throws is answered through the error mapping.
 */
export type HotHandler = (
  method: string,
  path: string,
  body: Buffer,
  reply: HotReply,
  head: RequestHead,
) => boolean;

/** The requests a server answers without express. */
export interface HotRoutes {
  /** Decides by method and raw target whether the body is read for the hot handler. Must be cheap and not throw. */
  claims(method: string, path: string): boolean;
  /** Largest body of a claimed request, in bytes; 413 above. */
  readonly maxBodyBytes: number;
  readonly handle: HotHandler;
  /** Whether `handle` is given the header fields; default false, which saves a copy of the head for each request. */
  readonly readsHead?: boolean;
  /** Names and values, alternating, that every hot reply carries. */
  readonly headers?: readonly string[];
  /** Accepts bodies with `Content-Encoding: gzip` and hands them over inflated; without it they are answered 415. */
  readonly gzip?: GzipLimits;
}

/** Bounds on inflating; all but small bodies are inflated off the event loop. */
export interface GzipLimits {
  /** Largest inflated body, in bytes; 413 above, found out before more than that is held. */
  readonly maxInflatedBytes: number;
  /** Bodies inflated at the same time; the others wait, counted in `maxReceivingBytes`. */
  readonly maxConcurrent: number;
}

/** Asks the hot handler; what it throws is an answer too. */
export function wasTaken(
  hot: HotRoutes,
  method: string,
  path: string,
  body: Buffer,
  reply: HotReply,
  head: RequestHead,
): boolean {
  try {
    return hot.handle(method, path, body, reply, head);
  } catch (error) {
    reply.fail(error);
    return true;
  }
}
