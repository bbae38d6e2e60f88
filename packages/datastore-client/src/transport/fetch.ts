import type { Clock } from "@signalbox/clock";
import { AppError, oneLine } from "@signalbox/errors";
import type { HttpReply } from "@signalbox/http-client";
import type { DatastoreClientLimits } from "../client-options.js";
import type { AllowedOrigins } from "../origins/allowed-origins.js";
import type { OriginClients } from "./origin-clients.js";
import { startTimeLimit } from "./time-limit.js";

const REDIRECTS = new Set([301, 302, 307, 308]);
const PERMANENT = new Set([301, 308]);
/** Paths whose move is remembered; one is all that stores have, the one of data queries. */
const MAX_MOVED = 8;

/** One query to a store. */
export interface FetchRequest {
  readonly url: URL;
  /** With it the request is a POST; it must be one that may be repeated. */
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Statuses that are answers and no failures, beside 200 to 299. */
  readonly accepts: readonly number[];
  readonly signal?: AbortSignal | undefined;
}

export interface Fetched {
  readonly reply: HttpReply;
  /** Where the answer came from in the end. */
  readonly url: URL;
}

/** Counts what was asked of a store, for reports. */
export interface Traffic {
  readonly requests: number;
  /** Of bodies, decompressed. */
  readonly receivedBytes: number;
}

export interface FetchParts {
  readonly clients: OriginClients;
  readonly origins: AllowedOrigins;
  readonly limits: DatastoreClientLimits;
  readonly clock: Clock;
}

/**
 * Sends requests and follows redirects, with method and body kept, only to allowed origins.
 */
export class Fetcher {
  #requests = 0;
  #receivedBytes = 0;
  /** Where data queries moved for good, by the URL without its query. */
  readonly #moved = new Map<string, URL>();

  constructor(readonly parts: FetchParts) {}

  get traffic(): Traffic {
    return { requests: this.#requests, receivedBytes: this.#receivedBytes };
  }

  /**
   * @throws AppError `unauthenticated` (401) and `permission_denied` (403) when the store refuses the certificate;
   * `upstream_timeout`, `unavailable`, `upstream_failed` for what else goes wrong
   */
  async fetch(request: FetchRequest): Promise<Fetched> {
    const { limits, clock } = this.parts;
    const label = labelOf(request);
    const limit = startTimeLimit(clock, {
      limitMs: limits.totalTimeoutMs,
      label,
      caller: request.signal,
    });
    try {
      return await this.#follow(request, limit.signal);
    } catch (error) {
      throw AppError.from(limit.signal.aborted ? limit.signal.reason : error);
    } finally {
      limit.end();
    }
  }

  async #follow(request: FetchRequest, signal: AbortSignal): Promise<Fetched> {
    const { maxRedirects } = this.parts.limits;
    let url = this.#movedTo(request.url);
    for (let redirects = 0; ; redirects += 1) {
      const reply = await this.#send(request, url, signal);
      if (!REDIRECTS.has(reply.status)) return { reply, url };
      const label = labelOf({ ...request, url });
      if (redirects >= maxRedirects) {
        throw failed(`${label}: more than ${maxRedirects} redirects (maxRedirects)`);
      }
      const next = this.parts.origins.resolve(reply.headers["location"], url);
      if (next.kind === "refused") throw failed(`${label}: redirect: ${next.reason}`);
      if (PERMANENT.has(reply.status)) this.#remember(url, next.url);
      url = next.url;
    }
  }

  /** Old stores redirect `/data?q=` to `/data/?q=` (datastore-polling, 3.1): once is enough. */
  #remember(from: URL, to: URL): void {
    if (from.search === "" || from.search !== to.search || this.#moved.size >= MAX_MOVED) return;
    this.#moved.set(from.origin + from.pathname, to);
  }

  #movedTo(url: URL): URL {
    const moved = this.#moved.get(url.origin + url.pathname);
    if (moved === undefined || url.search === "") return url;
    const target = new URL(moved);
    target.search = url.search;
    return target;
  }

  async #send(request: FetchRequest, url: URL, signal: AbortSignal): Promise<HttpReply> {
    this.#requests += 1;
    const reply = await this.parts.clients.at(url).request({
      method: request.json === undefined ? "GET" : "POST",
      path: url.pathname + url.search,
      ...(request.headers && { headers: request.headers }),
      ...(request.json !== undefined && { json: request.json, repeatable: true }),
      accepts: (status) =>
        (status >= 200 && status < 300) ||
        REDIRECTS.has(status) ||
        status === 401 ||
        status === 403 ||
        request.accepts.includes(status),
      signal,
    });
    this.#receivedBytes += reply.body.length;
    if (reply.status === 401 || reply.status === 403) throw refused(request, url, reply.status);
    return reply;
  }
}

/** How a request is named in messages: without its query, which may fill pages. */
export function labelOf({ url, json }: Pick<FetchRequest, "url" | "json">): string {
  return oneLine(`${json === undefined ? "GET" : "POST"} ${url.origin}${url.pathname}`);
}

function refused(request: FetchRequest, url: URL, status: 401 | 403): AppError {
  const label = labelOf({ ...request, url });
  if (status === 401) {
    return new AppError("unauthenticated", `${label} answered 401: no client certificate`);
  }
  return new AppError(
    "permission_denied",
    `${label} answered 403: this client's certificate is not admitted`,
  );
}

export function failed(message: string): AppError {
  return new AppError("upstream_failed", oneLine(message));
}
