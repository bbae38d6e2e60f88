import type { IncomingMessage, ServerResponse } from "node:http";
import { AppError } from "@signalbox/errors";
import type { Connection, HttpConnection } from "./connection.js";

/** Under which a request carries its connection to the routes of express. */
const CONNECTION = Symbol("connection");

interface CarriesConnection {
  [CONNECTION]?: Connection;
}

/** One request on node:http with everything needed to answer it. */
export interface Exchange {
  readonly connection: HttpConnection;
  /** The request's number on its connection. */
  readonly number: number;
  /** `body` is set before express sees the request. */
  readonly req: IncomingMessage & { body?: Buffer } & CarriesConnection;
  readonly res: ServerResponse;
}

export const methodOf = (exchange: Exchange): string => exchange.req.method ?? "";
/** The request target as sent. */
export const targetOf = (exchange: Exchange): string => exchange.req.url ?? "";

/** Lets `connectionOf` find it from the request alone. */
export function carryConnection({ req, connection }: Exchange): void {
  req[CONNECTION] = connection;
}

/**
 * The connection a request of an express route came on: who is asking, and when that ends.
 *
 * @throws AppError `internal` for a request of another server
 */
export function connectionOf(req: IncomingMessage & CarriesConnection): Connection {
  const connection = req[CONNECTION];
  if (connection) return connection;
  throw new AppError("internal", "the request did not come through this server");
}
