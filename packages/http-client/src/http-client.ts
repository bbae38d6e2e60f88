import { AppError } from "@signalbox/errors";
import axios, { type AxiosInstance } from "axios";
import { createAgent } from "./agent.js";
import { attempt, type Shell } from "./attempt.js";
import { FailedAttempt } from "./failed-attempt.js";
import type { HttpReply } from "./http-reply.js";
import type { HttpRequest } from "./http-request.js";
import { checkLimits, DEFAULT_MAX_PENDING, type HttpClientOptions } from "./options.js";
import { createRepeat, sendOnce } from "./retry.js";
import { parseBaseUrl, type Target } from "./target.js";

export interface HttpClient {
  /** Scheme, host and port, for logs; never credentials. */
  readonly origin: string;
  /**
   * Sends one request and reads the whole reply.
   *
   * @throws AppError what the server sent, if it is one of ours; else `unavailable` (nobody there, or 503),
   * `upstream_timeout`, `upstream_failed` (reset, untrusted, not HTTP, too large, redirect, other status);
   * `too_many_requests` above `maxPending`; `invalid_argument` for a bad path.
   */
  request(request: HttpRequest): Promise<HttpReply>;
  /** Closes idle connections and those in use; requests under way fail with `upstream_failed`. */
  close(): void;
}

/**
 * An HTTP client for one server. Redirects are not followed and proxies from the environment are not used. The caller
 * closes it.
 *
 * @throws AppError `invalid_argument` for a bad `baseUrl` or limit.
 */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  checkLimits(options);
  const target = parseBaseUrl(options.baseUrl);
  const agent = createAgent({ ...options, isSecure: target.isSecure });
  const shell: Shell = { options, target, axios: createAxios(options, target, agent) };
  const repeat = options.retry ? createRepeat(options.retry, options) : sendOnce;
  const maxPending = options.maxPending ?? DEFAULT_MAX_PENDING;
  let pending = 0;

  const request = async (wanted: HttpRequest): Promise<HttpReply> => {
    if (pending >= maxPending) {
      throw new AppError(
        "too_many_requests",
        `${target.origin}: ${pending} requests are under way, limit ${maxPending} (maxPending)`,
      );
    }
    pending += 1;
    try {
      const mayRepeat = wanted.repeatable ?? wanted.method !== "POST";
      return await (mayRepeat ? repeat : sendOnce)(() => attempt(shell, wanted), wanted.signal);
    } catch (reason) {
      throw reason instanceof FailedAttempt ? reason.error : reason;
    } finally {
      pending -= 1;
    }
  };
  return { origin: target.origin, request, close: () => agent.destroy() };
}

function createAxios(
  options: HttpClientOptions,
  target: Target,
  agent: ReturnType<typeof createAgent>,
): AxiosInstance {
  return axios.create({
    httpAgent: agent,
    httpsAgent: agent,
    headers: { Accept: "*/*", "User-Agent": "signalbox", ...options.headers },
    ...(target.auth && { auth: target.auth }),
    adapter: "http",
    proxy: false,
    maxRedirects: 0,
    maxContentLength: options.maxResponseBytes,
    responseType: "arraybuffer",
    transformRequest: [(data: unknown) => data],
    transformResponse: [(data: unknown) => data],
    validateStatus: () => true,
  });
}
