import { AppError } from "@signalbox/errors";
import { connectionOf } from "@signalbox/http-server";
import type { Express, NextFunction, Request, Response } from "express";
import type { ApiHandler, ApiRequest } from "./api-route.js";
import { apiHandlers, collectorApi } from "./collector-api.js";
import type { CollectorApiOptions } from "./collector-options.js";
import { isCrossSite, isOperator } from "./http/is-operator.js";
import { readParameters } from "./http/read-parameters.js";
import { methodsOf, RouteTable, type FoundRoute } from "./http/route-table.js";
import { sendAnswer } from "./http/send-answer.js";

/**
 * The API of the collector, `collectorApi`, as `startHttpServer` takes it. A path that is not among its routes is left to what was
 * registered after it. Failures go to the server's error mapping.
 */
export function collectorRoutes(options: CollectorApiOptions): (app: Express) => void {
  const handlers = apiHandlers(options);
  const table = new RouteTable(collectorApi);
  const { personalData = "operators" } = options;
  return (app) => {
    app.use(async (req: Request, res: Response, next: NextFunction) => {
      const found = table.at(pathOf(req));
      if (found.length === 0) {
        next();
        return;
      }
      await answer({ req, res, found, handlers, personalData });
    });
  };
}

interface Exchange {
  readonly req: Request;
  readonly res: Response;
  readonly found: readonly FoundRoute[];
  readonly handlers: ReadonlyMap<string, ApiHandler>;
  readonly personalData: NonNullable<CollectorApiOptions["personalData"]>;
}

const pathOf = ({ url }: Request): string => url.split("?", 1)[0] ?? "/";

async function answer(exchange: Exchange): Promise<void> {
  const { req, res, found } = exchange;
  res.setHeader("Cache-Control", "no-store");
  res.setHeader("X-Content-Type-Options", "nosniff");
  if (req.method === "OPTIONS") {
    res.statusCode = 204;
    res.setHeader("Allow", methodsOf(found).join(", "));
    res.end();
    return;
  }
  const method = req.method === "HEAD" ? "GET" : req.method;
  const match = found.find(({ route }) => route.method === method);
  if (!match) {
    res.setHeader("Allow", methodsOf(found).join(", "));
    throw new AppError("method_not_allowed", `${req.method} is not allowed for ${req.path}`);
  }
  const handler = exchange.handlers.get(`${match.route.method} ${match.route.path}`);
  if (!handler) throw new AppError("internal", "a route has no handler");
  const { signal } = endOf(res);
  try {
    const request = readRequest(exchange, match, signal);
    await sendAnswer(req, res, await handler(request), signal);
  } catch (error) {
    // Nobody is there to hear it, and nothing has failed.
    if (!signal.aborted) throw error;
  }
}

/** @throws AppError `invalid_argument`, `permission_denied` */
function readRequest(
  { req, personalData }: Exchange,
  { route, path }: FoundRoute,
  signal: AbortSignal,
): ApiRequest {
  const isAllowed = isOperator(connectionOf(req), req.headers);
  if (route.access === "operator") checkOperator(req, isAllowed);
  const at = req.url.indexOf("?");
  return {
    path,
    parameters: readParameters(at === -1 ? "" : req.url.slice(at + 1), route),
    seesPersonal: personalData === "everybody" || (personalData === "operators" && isAllowed),
    prefers: (types) => req.accepts([...types]) || types[0],
    signal,
  };
}

function checkOperator(req: Request, isAllowed: boolean): void {
  if (!isAllowed) {
    const message = "this takes a client certificate, or a caller on the collector's own machine";
    throw new AppError("permission_denied", message);
  }
  if (isCrossSite(req.headers))
    throw new AppError("permission_denied", "a page of another site may not ask for this");
}

/** A signal that ends when the reply can reach nobody any more. */
function endOf(res: Response): AbortController {
  const controller = new AbortController();
  res.once("close", () => {
    if (!res.writableFinished) controller.abort();
  });
  return controller;
}
