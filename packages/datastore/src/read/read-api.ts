import { AppError } from "@signalbox/errors";
import { dataQueryError } from "@signalbox/monitoring-model";
import type { ApiAnswer, ApiRequest } from "../api/api-request.js";
import type { ApiRoute } from "../api/api-route.js";
import { DataApi } from "./data/data-api.js";
import { errorAnswer, jsonAnswer, taggedAnswer } from "./http/answers.js";
import { originOf } from "./http/origin-of.js";
import { readTarget, type Target } from "./http/target.js";
import { InfoApi } from "./info/info-api.js";
import { Links } from "./links.js";
import { openApiDocument } from "./openapi-document.js";
import type { ReadContext } from "./read-context.js";
import type { ReadApiOptions } from "./read-options.js";
import { readRoutes } from "./routes.js";
import { Turnstile } from "./turnstile.js";

export interface ReadApi {
  /** @returns undefined when the path is not one of `readRoutes`. Never rejects; the body's pieces may. */
  answer(request: ApiRequest): Promise<ApiAnswer | undefined>;
}

interface Area {
  readonly scope: ApiRoute["scope"];
  /** Beside HEAD and OPTIONS. */
  readonly methods: readonly string[];
  readonly answer: (request: ApiRequest, target: Target) => ApiAnswer | Promise<ApiAnswer>;
}

/** The read API of a datastore, `/info` and `/data` (datastore-polling, 2, 3, 9), free of sockets. */
export function createReadApi(options: ReadApiOptions): ReadApi {
  const areas = areasOf(options);
  return {
    answer: async (request) => {
      const target = readTarget(request.target);
      const area = areas(target.path);
      return area && answerWithin(area, request, target, options);
    },
  };
}

function areasOf(options: ReadApiOptions): (path: string) => Area | undefined {
  const links = new Links(options.baseUrl);
  const context: ReadContext = { options, links, turnstile: new Turnstile(options.limits) };
  const [info, data] = [new InfoApi(context), new DataApi(context)];
  const infoArea = area("info", ["GET"], (request, target) => info.answer(request, target));
  const dataArea = area("data", ["GET", "POST"], (request, target) => data.answer(request, target));
  const rootArea = area("none", ["GET"], () => rootAnswer(links, options.version));
  const openApi = area("none", ["GET"], () => openApiAnswer(links, options));
  return (path) => {
    if (path === "/info" || path.startsWith("/info/")) return infoArea;
    if (path === "/data" || path === "/data/") return dataArea;
    if (path === "/") return rootArea;
    return path === "/openapi.json" ? openApi : undefined;
  };
}

const area = (scope: Area["scope"], methods: Area["methods"], answer: Area["answer"]): Area => ({
  scope,
  methods,
  answer,
});

async function answerWithin(
  { scope, methods, answer }: Area,
  request: ApiRequest,
  target: Target,
  options: ReadApiOptions,
): Promise<ApiAnswer> {
  const { method, caller } = request;
  const allow = [...new Set([...methods, "HEAD", "OPTIONS"])].sort().join(", ");
  if (method === "OPTIONS") return { status: 204, headers: ["Allow", allow], body: "" };
  try {
    if (method !== "HEAD" && !methods.includes(method)) {
      throw new AppError("method_not_allowed", `method ${method} is not allowed here: ${allow}`);
    }
    if (scope !== "none" && !caller.mayUse(scope)) {
      throw new AppError("permission_denied", `caller has no right to ${scope}`);
    }
    return await answer(request, target);
  } catch (reason) {
    // Nobody is there to hear it, and nothing has failed.
    if (request.signal.aborted) return { status: 503, body: "" };
    return failed(reason, target, options, allow);
  }
}

function failed(
  reason: unknown,
  target: Target,
  { strict, onFailure }: ReadApiOptions,
  allow: string,
): ApiAnswer {
  const error = AppError.from(reason);
  if (error.status >= 500) onFailure?.(error);
  const answer = errorAnswer(error, originUrlOf(target), strict);
  return error.status === 405 ? { ...answer, headers: ["Allow", allow] } : answer;
}

/** With the query where that is what was wrong (datastore-polling, 3.3). */
function originUrlOf({ path, parameters }: Target): string {
  const text = parameters.get("q");
  if (text === undefined || !path.startsWith("/data")) return originOf(path);
  return dataQueryError({ message: "", text }).origin_url;
}

function rootAnswer(links: Links, version: string): ApiAnswer {
  return jsonAnswer({
    service: "signalbox-datastore",
    version,
    links: {
      info: links.at("/info/"),
      data: links.data(),
      description: links.at("/openapi.json"),
    },
  });
}

function openApiAnswer(links: Links, { version, otherRoutes = [] }: ReadApiOptions): ApiAnswer {
  const routes = [...readRoutes, ...otherRoutes];
  return taggedAnswer(JSON.stringify(openApiDocument({ routes, url: links.root(), version })));
}
