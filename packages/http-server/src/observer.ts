/** Who answered: the hot handler, an endpoint of this package (`/livez` …), or the caller's express routes. */
export type RouteClass = "hot" | "builtin" | "app";

/** Why a request or a connection was turned away; a closed set, fit for a metric label. */
export type RefusalReason =
  | "connections"
  | "malformed"
  | "header_too_large"
  | "body_too_large"
  | "receiving"
  | "content_encoding"
  | "expectation"
  | "timeout"
  | "slow_reader"
  | "unsent"
  | "pipelining"
  | "tls"
  | "certificate";

/** What a server tells the shell that counts. Calls are synchronous and must not throw. */
export interface HttpObserver {
  /** An answer was handed to the socket; `seconds` since the request's header was complete, waiting included. */
  onRequest?(routeClass: RouteClass, status: number, seconds: number): void;
  onRefused?(reason: RefusalReason): void;
  /** The number of open connections changed. */
  onConnections?(open: number): void;
}

export interface HttpLogEvent {
  readonly level: "error" | "warning" | "notice" | "info" | "debug";
  /** Stable name of the event, such as `http_request_failed`. */
  readonly event: string;
  readonly message: string;
  readonly fields?: Record<string, string | number | boolean>;
}

export type HttpLog = (event: HttpLogEvent) => void;
