import type { Connection } from "./connection.js";

/** The answer to one hot request. It may be kept and used later; it holds no timer. */
export interface HotReply {
  readonly connection: Connection;
  /** The connection is alive and this request is not yet answered. */
  readonly isOpen: boolean;
  /**
   * Sends once; later calls, and calls after the connection ended, do nothing. The bytes of `body` are not copied
   * before the call returns to the event loop, so do not change a Buffer that was sent.
   *
   * @param contentType default `application/json`
   */
  send(status: number, body: Buffer | string, contentType?: string): void;
  /** Answers through the one error mapping: status of the `AppError`, one-line JSON body. */
  fail(error: unknown): void;
}

/**
 * Sees a claimed request first, with its whole body.
 *
 * @param body may be a view of a larger received chunk: copy what is kept for long
 * @param path the request target as sent: origin form, query included
 * @returns false to decline: the request goes on to express, with `req.body` as the Buffer. A handler that returned true,
 *   or threw, is not asked again; what it throws is answered through the error mapping.
 */
export type HotHandler = (method: string, path: string, body: Buffer, reply: HotReply) => boolean;

/** The requests a server answers without express. */
export interface HotRoutes {
  /** Decides by method and raw target whether the body is read for the hot handler. Must be cheap and not throw. */
  claims(method: string, path: string): boolean;
  /** Largest body of a claimed request, in bytes; 413 above. */
  readonly maxBodyBytes: number;
  readonly handle: HotHandler;
}

/** Asks the hot handler; what it throws is an answer too. */
export function wasTaken(
  hot: HotRoutes,
  method: string,
  path: string,
  body: Buffer,
  reply: HotReply,
): boolean {
  try {
    return hot.handle(method, path, body, reply);
  } catch (error) {
    reply.fail(error);
    return true;
  }
}
