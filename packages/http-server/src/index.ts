export type { ClientCertificate } from "./client-certificate.js";
export type { ClosedBy, Connection } from "./connection.js";
export type { ErrorForm, ErrorReply } from "./error-form.js";
export { connectionOf } from "./exchange.js";
export type { GzipLimits, HotHandler, HotReply, HotRoutes } from "./hot.js";
export { DEFAULT_HTTP_LIMITS, type HttpLimits } from "./limits.js";
export type { HttpLog, HttpLogEvent, HttpObserver, RefusalReason, RouteClass } from "./observer.js";
export type { RequestHead } from "./request-head.js";
export type {
  HttpServerOptions,
  MetricsPage,
  RunningHttpServer,
  Transport,
} from "./server-options.js";
export { startHttpServer } from "./start-http-server.js";
export type { TlsSettings } from "./tls-settings.js";
