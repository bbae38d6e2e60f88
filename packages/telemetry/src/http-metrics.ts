import { Counter, Gauge, type Registry } from "prom-client";

/** Who answered: the hot handler, a built-in page, or a route of the service. */
export type RouteKind = "hot" | "builtin" | "app";

/** What an HTTP endpoint tells as it happens. */
export interface HttpEndpointObserver {
  onRequest(route: RouteKind, status: number): void;
  onRefused(reason: string): void;
  onConnections(open: number): void;
}

const ROUTES: readonly RouteKind[] = ["hot", "builtin", "app"];
const STATUS_CLASSES = 6;
const STATUS_CLASS_DIVISOR = 100;

/**
 * Counts what the HTTP endpoints do. One object for all of them; `observerOf` makes the view of one. The hot path only
 * raises a number in an array; labels are put on when somebody scrapes.
 */
export class HttpMetrics {
  readonly #requests = new Map<string, Float64Array>();
  readonly #refused: Counter;
  readonly #connections: Gauge;

  constructor(registry: Registry) {
    const registers = [registry];
    const requests = this.#requests;
    new Counter({
      name: "http_requests_total",
      help: "Requests answered, by endpoint, kind of route and class of status.",
      labelNames: ["listener", "route", "code"],
      registers,
      collect() {
        this.reset();
        for (const [listener, counts] of requests) report(this, listener, counts);
      },
    });
    this.#refused = new Counter({
      name: "http_refused_total",
      help: "Requests and connections turned away before a handler saw them.",
      labelNames: ["listener", "reason"],
      registers,
    });
    this.#connections = new Gauge({
      name: "http_connections",
      help: "Connections open now.",
      labelNames: ["listener"],
      registers,
    });
  }

  /** @param listener Name of the endpoint, from a closed set. */
  observerOf(listener: string): HttpEndpointObserver {
    const counts = new Float64Array(ROUTES.length * STATUS_CLASSES);
    this.#requests.set(listener, counts);
    return {
      onRequest: (route, status) => {
        const index = indexOf(route, Math.floor(status / STATUS_CLASS_DIVISOR));
        counts[index] = (counts[index] ?? 0) + 1;
      },
      onRefused: (reason) => this.#refused.inc({ listener, reason }),
      onConnections: (open) => this.#connections.set({ listener }, open),
    };
  }
}

function indexOf(route: RouteKind, statusClass: number): number {
  return ROUTES.indexOf(route) * STATUS_CLASSES + statusClass;
}

function report(counter: Counter, listener: string, counts: Float64Array): void {
  for (const route of ROUTES) {
    for (let statusClass = 1; statusClass < STATUS_CLASSES; statusClass++) {
      const count = counts[indexOf(route, statusClass)] ?? 0;
      if (count > 0) counter.inc({ listener, route, code: `${statusClass}xx` }, count);
    }
  }
}
