import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { answerRefusal } from "./answer-refusal.js";
import { createClientErrorHandler } from "./client-error.js";
import type { HttpConnection } from "./connection.js";
import type { ConnectionTable } from "./connection-table.js";
import { carryConnection, methodOf, targetOf, type Exchange } from "./exchange.js";
import { createApp, isBuiltin, type RequestListener } from "./express-app.js";
import { GzipBodies } from "./gzip-bodies.js";
import { wasTaken, type HotRoutes } from "./hot.js";
import type { InFlight } from "./in-flight.js";
import { MAX_PIPELINED_REQUESTS, type HttpLimits } from "./limits.js";
import { NodeHead } from "./node-head.js";
import { NodeReply } from "./node-reply.js";
import type { Refusal } from "./refusal.js";
import { readBody } from "./request-body.js";
import { NO_HEAD } from "./request-head.js";
import { bodyProblem, hasBody, headerProblem, isGzip, isWaiting } from "./request-rules.js";
import type { ServerHooks } from "./server-hooks.js";
import type { HttpServerOptions } from "./server-options.js";

const NO_BODY = Buffer.alloc(0);

/** The reference transport: Node's own HTTP server, fed with accepted sockets. It never listens itself. */
export class NodeTransport {
  readonly #server: Server;
  readonly #limits: HttpLimits;
  readonly #hot: HotRoutes | undefined;
  readonly #app: RequestListener;
  readonly #connections: ConnectionTable;
  readonly #hooks: ServerHooks;
  readonly #inFlight: InFlight;
  readonly #gzip: GzipBodies | undefined;
  readonly #answersExpect: boolean;

  constructor(
    options: HttpServerOptions,
    shared: { connections: ConnectionTable; hooks: ServerHooks; inFlight: InFlight },
  ) {
    const { hooks } = shared;
    this.#limits = options.limits;
    this.#answersExpect = options.answersExpect ?? false;
    this.#hot = options.hot;
    this.#connections = shared.connections;
    this.#hooks = hooks;
    this.#inFlight = shared.inFlight;
    const gzip = options.hot?.gzip;
    this.#gzip = gzip && new GzipBodies(gzip, shared.inFlight.receiving, hooks.clock);
    this.#app = createApp(options, {
      isDraining: () => hooks.isDraining,
      failed: (error) => hooks.failed(error),
      errorReply: hooks.errorReply,
    });
    this.#server = createServer(nodeOptions(options.limits));
    this.#listenToServer();
    // Node arms its sweep for slow headers and bodies when it starts to listen, which this server never does.
    this.#server.emit("listening");
  }

  /** Takes a connection over for good. */
  take(connection: HttpConnection): void {
    this.#server.emit("connection", connection.socket);
  }

  /** Stops the sweep; connections are not touched. */
  stop(): void {
    this.#server.close();
  }

  #listenToServer(): void {
    const server = this.#server;
    // One more than allowed is kept, so that a request with too many is refused rather than cut short.
    server.maxHeadersCount = this.#limits.maxHeaders + 1;
    server.on("request", (req, res) => this.#onRequest(req, res));
    // Without these two Node would send "100 Continue" by itself; the original client takes any 1xx for an error.
    server.on("checkContinue", (req, res) => this.#onRequest(req, res));
    server.on("checkExpectation", (req, res) => this.#onRequest(req, res));
    const hooks = this.#hooks;
    const onClientError = createClientErrorHandler({ limits: this.#limits, hooks });
    const onUnusable = (error: Error, socket: Duplex): void => {
      const connection = this.#connections.get(socket);
      if (connection) onClientError(error, connection);
      else socket.destroy();
    };
    server.on("clientError", onUnusable);
    server.on("connect", (_req, socket) => onUnusable(new Error("CONNECT"), socket));
  }

  #onRequest(req: IncomingMessage, res: ServerResponse): void {
    // Late failures of a broken-off exchange are seen on the connection.
    req.on("error", ignore);
    res.on("error", ignore);
    const connection = this.#connections.get(req.socket);
    if (!connection?.isOpen) {
      req.socket.destroy();
      return;
    }
    const number = connection.beginRequest(this.#limits.maxRequestsPerConnection ?? Infinity);
    if (number === 0) return;
    if (connection.pendingReplies > MAX_PIPELINED_REQUESTS) {
      this.#hooks.refused("pipelining");
      connection.cut();
      return;
    }
    this.#route({ connection, number, req, res });
  }

  #route(exchange: Exchange): void {
    const problem = headerProblem(exchange.req, this.#limits, this.#answersExpect);
    const hot = this.#hot;
    if (problem) this.#refuse(exchange, problem);
    else if (
      hot &&
      !wasDeclined(exchange.connection) &&
      hot.claims(methodOf(exchange), targetOf(exchange))
    )
      this.#onHot(hot, exchange);
    else {
      this.#withBody(exchange, this.#limits.maxBodyBytes, (body) => {
        this.#toExpress(exchange, body);
      });
    }
  }

  #onHot(hot: HotRoutes, exchange: Exchange): void {
    const { unsent } = this.#inFlight;
    const fixed = hot.headers ?? [];
    const reply = new NodeReply(exchange, { hooks: this.#hooks, unsent, fixed });
    const head = hot.readsHead ? new NodeHead(exchange.req) : NO_HEAD;
    const onWhole = (body: Buffer): void => {
      if (wasTaken(hot, methodOf(exchange), targetOf(exchange), body, reply, head)) return;
      reply.withdraw();
      this.#toExpress(exchange, body);
    };
    const gzip = isGzip(exchange.req.headers["content-encoding"]) ? this.#gzip : undefined;
    this.#withBody(
      exchange,
      hot.maxBodyBytes,
      (body) => {
        if (!gzip || body.length === 0) onWhole(body);
        else
          gzip.inflate(body, { onWhole, onRefused: (refused) => this.#refuse(exchange, refused) });
      },
      this.#gzip !== undefined,
    );
  }

  #withBody(
    exchange: Exchange,
    maxBytes: number,
    onWhole: (body: Buffer) => void,
    mayBeGzip = false,
  ): void {
    const { connection, req, res } = exchange;
    const problem = bodyProblem(req, maxBytes, mayBeGzip);
    if (problem) {
      this.#refuse(exchange, problem);
      return;
    }
    if (!hasBody(req)) {
      onWhole(NO_BODY);
      return;
    }
    if (this.#answersExpect && isWaiting(req)) res.writeContinue();
    // Asked for completeness rather than told: the parser is ahead of the stream that brings the body.
    connection.incoming = req;
    readBody(req, {
      maxBytes,
      receiving: this.#inFlight.receiving,
      onWhole: (body) => {
        connection.incoming = undefined;
        onWhole(body);
      },
      onRefused: (refused) => this.#refuse(exchange, refused),
    });
  }

  #toExpress(exchange: Exchange, body: Buffer): void {
    const { connection, number, req, res } = exchange;
    const hooks = this.#hooks;
    const startedMs = hooks.startMs();
    const routeClass = isBuiltin(targetOf(exchange)) ? "builtin" : "app";
    req.body = body;
    carryConnection(exchange);
    if (connection.isLastReply(number, hooks.isDraining)) res.setHeader("Connection", "close");
    res.once("close", () => {
      connection.pendingReplies--;
      if (res.headersSent) hooks.answered(routeClass, res.statusCode, startedMs);
      if (connection.isLastReply(number, hooks.isDraining)) connection.finish();
    });
    this.#app(req, res);
  }

  #refuse(exchange: Exchange, problem: Refusal): void {
    const { connection, number, req, res } = exchange;
    this.#hooks.refused(problem.reason);
    connection.isRefused = true;
    connection.lastRequest = number;
    answerRefusal({ req, res, problem, hooks: this.#hooks });
  }
}

/** True once, for the request the hot handler has already seen and declined. */
function wasDeclined(connection: HttpConnection): boolean {
  const { isDeclined } = connection;
  connection.isDeclined = false;
  return isDeclined;
}

function nodeOptions(limits: HttpLimits): object {
  return {
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.headersTimeoutMs + limits.bodyTimeoutMs,
    connectionsCheckingInterval: limits.sweepMs,
    // Idle connections are ended by the sweep, which spares a timer per reply.
    keepAliveTimeout: 0,
    maxHeaderSize: limits.maxHeaderBytes,
    // The rule is ours: Node answers a missing Host without a body.
    requireHostHeader: false,
    insecureHTTPParser: false,
  };
}

function ignore(): void {
  // Nothing to do: the connection's own listeners decide.
}
