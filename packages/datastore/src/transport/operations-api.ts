import { AppError } from "@signalbox/errors";
import type { ApiAnswer, ApiRequest } from "../api/api-request.js";
import { readTarget } from "../read/http/target.js";
import type { Api } from "./api.js";

/** Paths for those who look after the service; they stand beside the prefix, and need an admitted caller. */
export const OPERATIONS = ["/metrics", "/status"] as const;
const METHODS = ["GET", "HEAD", "OPTIONS"];

export interface OperationsOptions {
  readonly metrics: () => Promise<{ readonly contentType: string; readonly body: string }>;
  readonly status: () => Promise<object>;
}

/** `/metrics` for Prometheus and `/status` as JSON. */
export function createOperationsApi({ metrics, status }: OperationsOptions): Api {
  const pages: Readonly<Record<string, () => Promise<ApiAnswer>>> = {
    "/metrics": async () => ({ status: 200, ...(await metrics()) }),
    "/status": async () => ({ status: 200, body: JSON.stringify(await status()) }),
  };
  return {
    answer: async (request: ApiRequest) => {
      const { path } = readTarget(request.target);
      const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
      if (!page) return undefined;
      const allow = ["Allow", METHODS.join(", ")];
      if (request.method === "OPTIONS") return { status: 204, headers: allow, body: "" };
      if (METHODS.includes(request.method)) return page();
      const error = new AppError("method_not_allowed", `${request.method} is not allowed here`);
      return {
        status: error.status,
        headers: allow,
        body: JSON.stringify({ error: error.message, code: error.code }),
      };
    },
  };
}
