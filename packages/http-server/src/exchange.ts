import type { IncomingMessage, ServerResponse } from "node:http";
import type { HttpConnection } from "./connection.js";

/** One request on node:http with everything needed to answer it. */
export interface Exchange {
  readonly connection: HttpConnection;
  /** The request's number on its connection. */
  readonly number: number;
  /** `body` is set before express sees the request. */
  readonly req: IncomingMessage & { body?: Buffer };
  readonly res: ServerResponse;
}

export const methodOf = (exchange: Exchange): string => exchange.req.method ?? "";
/** The request target as sent. */
export const targetOf = (exchange: Exchange): string => exchange.req.url ?? "";
