import type { HttpConnection } from "./connection.js";
import type { HotRoutes } from "./hot.js";
import type { InFlight } from "./in-flight.js";
import type { HttpLimits } from "./limits.js";
import { PlainHeadScanner } from "./plain-head.js";
import { ReplyHeads } from "./reply-head.js";
import type { ServerHooks } from "./server-hooks.js";

/** What all plain-reader connections of one server share. */
export interface PlainServer {
  readonly hot: HotRoutes;
  readonly limits: HttpLimits;
  readonly hooks: ServerHooks;
  readonly inFlight: InFlight;
  readonly scanner: PlainHeadScanner;
  readonly heads: ReplyHeads;
  /** Gives a connection to node:http for good. */
  readonly handOver: (connection: HttpConnection) => void;
}

export function createPlainServer(options: Omit<PlainServer, "scanner" | "heads">): PlainServer {
  return {
    ...options,
    scanner: new PlainHeadScanner(options.limits, options.hot.gzip !== undefined),
    heads: new ReplyHeads(options.hot.headers),
  };
}
