import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { AppError } from "@signalbox/errors";
import express, { type Express, type NextFunction, type Request, type Response } from "express";
import type { ErrorForm, ErrorReply } from "./error-form.js";
import { errorHeaders, toAppError } from "./refusal.js";
import type { HttpServerOptions } from "./server-options.js";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const BUILTIN_PATHS = new Set(["/livez", "/readyz", "/healthz", "/metrics"]);

export type RequestListener = (req: IncomingMessage, res: ServerResponse) => void;

interface AppHooks {
  isDraining(): boolean;
  failed(error: unknown): void;
  readonly errorReply: ErrorForm;
}

/** The endpoints of this package, then the caller's routes, then 405, 404 and the error mapping. */
export function createApp(options: HttpServerOptions, hooks: AppHooks): RequestListener {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.set("query parser", "simple");
  addBuiltins(app, options, hooks);
  options.routes?.(app);
  app.use((req: Request, res: Response) => {
    const allowed = allowedMethods(app, req, options);
    if (allowed.length === 0) throw new AppError("not_found", `no such path: ${req.path}`);
    res.setHeader("Allow", allowed.join(", "));
    throw new AppError("method_not_allowed", `${req.method} is not allowed for ${req.path}`);
  });
  app.use((reason: unknown, req: Request, res: Response, _next: NextFunction) => {
    hooks.failed(reason);
    const error = toAppError(reason);
    answerError(res, error, hooks.errorReply(error, error.status, req.originalUrl));
  });
  return app;
}

/** Whether this package itself answers `target`. */
export function isBuiltin(target: string): boolean {
  const query = target.indexOf("?");
  return BUILTIN_PATHS.has(query === -1 ? target : target.slice(0, query));
}

function addBuiltins(app: Express, options: HttpServerOptions, hooks: AppHooks): void {
  app.get(["/livez", "/healthz"], (_req, res) => {
    sendJson(res, 200, { status: "ok" });
  });
  app.get("/readyz", (_req, res) => {
    const state = hooks.isDraining()
      ? { ready: false, reason: "draining" }
      : options.health.isReady();
    if (!state.ready) res.setHeader("Retry-After", "1");
    sendJson(res, state.ready ? 200 : 503, state);
  });
  const { metrics } = options;
  if (!metrics) return;
  app.get("/metrics", async (_req, res) => {
    const { contentType, body } = await metrics();
    res.setHeader("Content-Type", contentType);
    if (typeof body === "string") res.end(body);
    else sendPieces(res, body);
  });
}

function sendPieces(res: Response, pieces: readonly Buffer[]): void {
  res.setHeader(
    "Content-Length",
    pieces.reduce((sum, { length }) => sum + length, 0),
  );
  const source = Readable.from(pieces, { objectMode: true, highWaterMark: 1 });
  source.on("error", () => res.destroy());
  res.once("close", () => source.destroy());
  source.pipe(res);
}

function sendJson(res: Response, status: number, value: object): void {
  res.statusCode = status;
  res.setHeader("Content-Type", "application/json");
  const body = JSON.stringify(value);
  res.setHeader("Content-Length", Buffer.byteLength(body));
  res.end(body);
}

function answerError(res: Response, { status }: AppError, reply: ErrorReply): void {
  // Part of another answer may have left already; an honest end is then to break it off.
  if (res.headersSent) {
    res.destroy();
    return;
  }
  const headers = [...reply.headers, ...errorHeaders(status)];
  for (let i = 0; i + 1 < headers.length; i += 2)
    res.setHeader(headers[i] ?? "", headers[i + 1] ?? "");
  res.statusCode = status;
  res.setHeader("Content-Type", reply.contentType);
  res.setHeader("Content-Length", Buffer.byteLength(reply.body));
  res.end(reply.body);
}

/** What a route of express looks like from inside, as far as it is read here. */
interface RouteLayer {
  match(path: string): boolean;
  readonly route: { readonly methods: Readonly<Record<string, boolean>> };
}

function isRouteLayer(layer: object): layer is RouteLayer {
  return "route" in layer && layer.route !== undefined && "match" in layer;
}

/**
 * Other methods known for the path of `req`: from the hot handler's claims and from routes set on the app itself (not those
 * of nested routers). Empty when the method is known too, because then a route chose to pass.
 */
function allowedMethods(app: Express, req: Request, options: HttpServerOptions): string[] {
  const known = new Set(METHODS.filter((method) => options.hot?.claims(method, req.url) ?? false));
  for (const layer of app.router.stack as object[]) {
    if (!isRouteLayer(layer) || !layer.match(req.path)) continue;
    for (const method of Object.keys(layer.route.methods)) known.add(method.toUpperCase());
  }
  if (known.has("GET")) known.add("HEAD");
  return known.has(req.method) ? [] : [...known].sort();
}
