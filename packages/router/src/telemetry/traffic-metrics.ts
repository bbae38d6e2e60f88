import type { HttpObserver } from "@signalbox/http-server";
import { HttpMetrics } from "@signalbox/telemetry";
import { Counter, type Registry } from "prom-client";
import { LatencyHistogram } from "./latency-histogram.js";

const CONTENT = { content: { isTls: false }, content_tls: { isTls: true } } as const;
const isContent = (listener: string): listener is keyof typeof CONTENT =>
  Object.hasOwn(CONTENT, listener);

/** Counts what the listeners do: the metrics of every HTTP service, and the documented ones of clients' requests and of TLS. */
export class TrafficMetrics {
  readonly #http: HttpMetrics;
  readonly #latency: LatencyHistogram;
  readonly #tlsErrors: Counter;

  constructor(registry: Registry) {
    this.#http = new HttpMetrics(registry);
    this.#latency = new LatencyHistogram(registry);
    this.#tlsErrors = new Counter({
      name: "num_ssl_errors_total",
      help: "Connections that ended in the TLS handshake, on all listeners.",
      registers: [registry],
    });
  }

  /** @param listener Name of the listener, from a closed set. */
  observerOf(listener: string): HttpObserver {
    const http = this.#http.observerOf(listener);
    const latency = this.#latency;
    const timed = isContent(listener) ? CONTENT[listener] : undefined;
    return {
      onConnections: (open) => http.onConnections(open),
      onRefused: (reason) => {
        http.onRefused(reason);
        if (reason === "tls") this.#tlsErrors.inc();
      },
      onRequest: !timed
        ? (route, status) => http.onRequest(route, status)
        : (route, status, seconds) => {
            http.onRequest(route, status);
            latency.note(status, timed.isTls, seconds);
          },
    };
  }
}
