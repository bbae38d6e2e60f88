import type { RestHandlers, RestRoute } from "./rest-route.js";

/** For those who watch the router. Source: reference cdn-router 7.1, 7.3. */
export const serviceRoutes = [
  {
    method: "GET",
    path: "/health",
    summary: "Says that the process answers.",
    key: "open",
    parameters: [],
    request: "",
    replies: [{ status: 200, meaning: "It does." }],
  },
  {
    method: "GET",
    path: "/ready",
    summary: "Says whether clients may be sent here.",
    key: "open",
    parameters: [],
    request: "",
    replies: [
      { status: 200, meaning: "A configuration is in force." },
      { status: 503, meaning: "Not now; `reason` says why." },
    ],
  },
  {
    method: "GET",
    path: "/m1/v1/metrics",
    summary: "The router's own metrics for Prometheus.",
    key: "by_setting",
    parameters: [],
    request: "",
    replies: [{ status: 200, meaning: "Text of the Prometheus exposition format." }],
  },
] as const satisfies readonly RestRoute[];

export interface ServiceOptions {
  readonly isReady: () => { readonly ready: boolean; readonly reason?: string };
  readonly metrics: () => Promise<{ readonly contentType: string; readonly body: string }>;
}

export function serviceHandlers(options: ServiceOptions): RestHandlers<typeof serviceRoutes> {
  return {
    "GET /health": () => ({ kind: "json", status: 200, value: { status: "ok" } }),
    "GET /ready": () => {
      const { ready, reason } = options.isReady();
      const value = reason === undefined ? { ready } : { ready, reason };
      return { kind: "json", status: ready ? 200 : 503, value };
    },
    "GET /m1/v1/metrics": async () => {
      const { contentType, body } = await options.metrics();
      return { kind: "text", contentType, text: body };
    },
  };
}
