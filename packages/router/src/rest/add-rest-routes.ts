import type { Clock } from "@signalbox/clock";
import { AppError } from "@signalbox/errors";
import type { HttpLog } from "@signalbox/http-server";
import type { Express, Request, Response } from "express";
import { configurationHandlers } from "./configuration-routes.js";
import { explainHandlers } from "./explain-routes.js";
import type { KeyGuard } from "./key-guard.js";
import { luaHandlers } from "./lua-routes.js";
import { readParameters } from "./read-parameters.js";
import { readRequestPath } from "./request-path.js";
import { restApi } from "./rest-api.js";
import type { RestCore, ServiceFacts } from "./rest-core.js";
import type { RestHandler, RestRequest, RestRoute } from "./rest-route.js";
import { restFailed } from "./rest-log.js";
import { methodsOf, RouteTable, type FoundRoute } from "./route-table.js";
import { selectionInputHandlers } from "./selection-input-routes.js";
import { sendAnswer, sendError } from "./send-answer.js";
import { serviceHandlers, type ServiceOptions } from "./service-routes.js";
import { subnetHandlers } from "./subnet-routes.js";
import { timestampedInputHandlers } from "./timestamped-input-routes.js";
import { visitHandlers } from "./visit-routes.js";

export interface RestLimits {
  /** Body of a write to the selection input. The listener's own limit must not be lower. */
  readonly maxInputBytes: number;
  /** Body of a configuration or of subnets. */
  readonly maxDocumentBytes: number;
  readonly maxLuaFileBytes: number;
}

export interface RestOptions extends ServiceOptions {
  readonly core: RestCore;
  readonly facts: ServiceFacts;
  readonly clock: Clock;
  readonly guard: KeyGuard;
  readonly requiresKeyForMetrics: boolean;
  readonly limits: RestLimits;
  /** Called after each change of the subnets, before it is answered. Default: nothing. */
  readonly onSubnetsChanged?: () => Promise<void>;
  readonly log?: HttpLog;
}

/**
 * Answers every request that reaches express, with the endpoints of `restApi`. What is not among them is 404, another method 405;
 * an error is a JSON string. Source: reference cdn-router 6, 7.1.
 */
export function addRestRoutes(app: Express, options: RestOptions): void {
  const handlers = new Map<string, RestHandler>(Object.entries(allHandlers(options)));
  const table = new RouteTable(restApi);
  app.use(async (req: Request, res: Response) => {
    setCommonHeaders(res, options.facts.id);
    const exchange: Exchange = { req, res, options, handlers, found: [] };
    try {
      await answer(exchange, table);
    } catch (reason) {
      const error = AppError.from(reason);
      if (error.status >= 500) options.log?.(restFailed(error, exchange.found[0]?.route));
      sendError(res, error);
    }
  });
}

interface Exchange {
  readonly req: Request;
  readonly res: Response;
  readonly options: RestOptions;
  readonly handlers: ReadonlyMap<string, RestHandler>;
  /** Routes of the path, once it is read. */
  found: readonly FoundRoute[];
}

async function answer(exchange: Exchange, table: RouteTable<RestRoute>): Promise<void> {
  const { req, res, options } = exchange;
  const path = pathOrError(req);
  if (!(path instanceof AppError)) exchange.found = table.at(path.segments);
  const { found } = exchange;
  if (req.method === "OPTIONS" && found.length > 0) {
    answerPreflight(res, found);
    return;
  }
  if (!isOpen(found, options) && !hasKey(exchange)) return;
  if (path instanceof AppError) throw path;
  if (found.length === 0) throw new AppError("not_found", "there is no such path");
  const method = req.method === "HEAD" ? "GET" : req.method;
  const match = found.find(({ route }) => route.method === method);
  if (match === undefined) {
    res.setHeader("Allow", methodsOf(found).join(", "));
    throw new AppError("method_not_allowed", `${req.method} is not allowed here`);
  }
  const handler = exchange.handlers.get(`${match.route.method} ${match.route.path}`);
  if (handler === undefined) throw new AppError("not_found", `send it to ${match.route.path}`);
  const request = readRequest(req, match, path.query);
  await sendAnswer(res, await handler(request), options.clock);
}

function readRequest(req: Request, { route, rest }: FoundRoute, query: string): RestRequest {
  if (rest.includes("")) throw new AppError("invalid_argument", "the path has an empty segment");
  return {
    method: req.method,
    segments: rest,
    // Who probes or scrapes may add what he likes.
    parameters: route.key === "needed" ? readParameters(query, route.parameters) : new Map(),
    body: Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0),
    peerAddress: req.socket.remoteAddress,
    prefers: (types) => req.accepts([...types]) || types[0],
  };
}

/** True when the request may go on; else it was answered. */
function hasKey({ req, res, options }: Exchange): boolean {
  const verdict = options.guard.judge({
    peerAddress: req.socket.remoteAddress,
    headerValues: (name) => req.headersDistinct[name] ?? [],
  });
  switch (verdict.kind) {
    case "open":
      return true;
    case "unauthenticated":
      res.setHeader("WWW-Authenticate", "X-API-Key");
      sendError(res, new AppError("unauthenticated", "X-API-Key is missing or wrong"));
      return false;
    case "limited": {
      const message = "too many requests without the right X-API-Key";
      sendError(res, new AppError("too_many_requests", message), verdict.retryAfterSeconds);
      return false;
    }
  }
}

function isOpen(found: readonly FoundRoute[], { requiresKeyForMetrics }: RestOptions): boolean {
  return found.some(
    ({ route: { key } }) => key === "open" || (key === "by_setting" && !requiresKeyForMetrics),
  );
}

/** A browser's question before it sends the key; it never carries one itself. */
function answerPreflight(res: Response, found: readonly FoundRoute[]): void {
  const methods = methodsOf(found).join(", ");
  res.statusCode = 204;
  res.setHeader("Allow", methods);
  res.setHeader("Access-Control-Allow-Methods", methods);
  res.setHeader("Access-Control-Allow-Headers", "X-API-Key, Content-Type, Accept");
  res.end();
}

function setCommonHeaders(res: Response, id: string): void {
  res.setHeader("Access-Control-Allow-Origin", "*");
  res.setHeader("X-Service-Identity", id);
  res.setHeader("Cache-Control", "no-store");
  res.setHeader("X-Content-Type-Options", "nosniff");
}

function pathOrError(req: Request): ReturnType<typeof readRequestPath> | AppError {
  try {
    return readRequestPath(req.url);
  } catch (reason) {
    return AppError.from(reason);
  }
}

function allHandlers(options: RestOptions): Record<string, RestHandler> {
  const { core, facts, clock, limits, onSubnetsChanged } = options;
  const { input, subnets, lua } = core;
  const onChanged = onSubnetsChanged ?? (() => Promise.resolve());
  return {
    ...selectionInputHandlers({ input, maxBodyBytes: limits.maxInputBytes }),
    ...timestampedInputHandlers({ input, clock }),
    ...subnetHandlers({ clock, subnets, maxBodyBytes: limits.maxDocumentBytes, onChanged }),
    ...luaHandlers({ lua, maxFileBytes: limits.maxLuaFileBytes }),
    ...configurationHandlers({ core, facts, maxBodyBytes: limits.maxDocumentBytes }),
    ...visitHandlers(core),
    ...explainHandlers(core),
    ...serviceHandlers(options),
  };
}
