import type { Clock } from "@signalbox/clock";
import type { Express } from "express";
import type { ErrorForm } from "./error-form.js";
import type { HotRoutes } from "./hot.js";
import type { HttpLimits } from "./limits.js";
import type { HttpLog, HttpObserver } from "./observer.js";
import type { TlsSettings } from "./tls-settings.js";

/** "node-http": Node's HTTP server reads everything. "plain-reader": a small reader takes the plainest hot requests. */
export type Transport = "plain-reader" | "node-http";

/** What a scrape is answered with; a body in pieces is sent no faster than it is taken. */
export interface MetricsPage {
  readonly contentType: string;
  readonly body: string | readonly Buffer[];
}

/** Everything one HTTP server needs. */
export interface HttpServerOptions {
  /** Appears in log events only. */
  readonly name: string;
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly clock: Clock;
  /** Absent: plain HTTP. */
  readonly tls?: TlsSettings;
  readonly hot?: HotRoutes;
  /** Registers the routes behind the hot handler. `req.body` is a Buffer, never parsed, never decompressed. */
  readonly routes?: (app: Express) => void;
  readonly health: { isReady(): { ready: boolean; reason?: string } };
  /** Text of `/metrics`; without it the path is unknown. */
  readonly metrics?: () => Promise<MetricsPage>;
  readonly limits: HttpLimits;
  /**
   * Whether `Expect: 100-continue` is answered with "100 Continue" once the head is found right, as curl wants it for bodies of
   * a megabyte. Default: refused with 417, because clients of the cache manager take any 1xx for an error.
   */
  readonly answersExpect?: boolean;
  /** What errors look like that no handler answers itself. Default: one line of JSON, `{"error": text, "code": code}`. */
  readonly errorForm?: ErrorForm;
  /** What reads plain hot requests; both behave alike. Default "plain-reader". */
  readonly transport?: Transport;
  readonly observer?: HttpObserver;
  readonly log?: HttpLog;
}

export interface RunningHttpServer {
  /** `http://host:port` or `https://host:port`, without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** Connections open now. */
  readonly connections: number;
  /** What counts against `maxReceivingBytes` now. */
  readonly receivingBytes: number;
  /** What counts against `maxUnsentBytes` now. */
  readonly unsentBytes: number;
  /**
   * Reads certificate, key and CA again. Connections stay open; when the CA changed, those whose client
   * certificate does not lead to one of its certificates are closed. On bad files nothing changes.
   *
   * @throws AppError `invalid_argument` when the files cannot be used, or without TLS
   */
  reloadTls(): Promise<void>;
  /** Runs `fn` when the server begins to close, so that kept replies can be answered. */
  onDrain(fn: () => void): void;
  /**
   * Not ready, stop accepting, `onDrain` callbacks, `Connection: close` on every reply, then cut what is left after
   * `drainMs`. Resolves when every connection has ended. A second call waits for the first.
   */
  close(): Promise<void>;
}
