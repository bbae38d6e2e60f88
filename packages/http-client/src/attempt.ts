import { AppError } from "@signalbox/errors";
import type { AxiosInstance } from "axios";
import { FailedAttempt, transportFailure, unwantedReply } from "./failed-attempt.js";
import { createReply, type HttpReply } from "./http-reply.js";
import type { HttpRequest } from "./http-request.js";
import type { HttpClientOptions } from "./options.js";
import { labelOf, urlAt, type Target } from "./target.js";

/** What all attempts of one client share. */
export interface Shell {
  readonly options: HttpClientOptions;
  readonly target: Target;
  readonly axios: AxiosInstance;
}

/** Sends `request` once. Throws `FailedAttempt`, or the caller's own reason when its signal ended it. */
export async function attempt(shell: Shell, request: HttpRequest): Promise<HttpReply> {
  const method = request.method ?? "GET";
  const url = urlAt(shell.target, request.path, request.query);
  const label = labelOf(method, url);
  const deadline = startDeadline(shell.options, request);
  try {
    const response = await shell.axios.request<Buffer>({
      method,
      url: url.href,
      headers: headersOf(request),
      data: request.json === undefined ? request.body : JSON.stringify(request.json),
      signal: deadline.signal,
    });
    const { status, data } = response;
    const isWanted = request.accepts ? request.accepts(status) : status >= 200 && status < 300;
    if (!isWanted) throw unwantedReply(label, { status, body: data });
    return createReply({
      label,
      status,
      headers: Object.fromEntries(Object.entries(response.headers)),
      body: data,
    });
  } catch (reason) {
    if (reason instanceof FailedAttempt) throw reason;
    request.signal?.throwIfAborted();
    throw deadline.signal.aborted ? deadline.failure(label) : transportFailure(label, reason);
  } finally {
    deadline.end();
  }
}

function headersOf(request: HttpRequest): Record<string, string> {
  const type = request.json === undefined ? {} : { "Content-Type": "application/json" };
  return { ...type, ...request.headers };
}

interface Deadline {
  readonly signal: AbortSignal;
  failure(label: string): FailedAttempt;
  end(): void;
}

function startDeadline(
  { clock, responseTimeoutMs }: HttpClientOptions,
  request: HttpRequest,
): Deadline {
  const limitMs = request.responseTimeoutMs ?? responseTimeoutMs;
  const controller = new AbortController();
  const end = clock.after(limitMs, () => controller.abort());
  const signals = request.signal ? [controller.signal, request.signal] : [controller.signal];
  return {
    signal: AbortSignal.any(signals),
    failure: (label) =>
      new FailedAttempt(
        new AppError("upstream_timeout", `${label}: no complete reply after ${limitMs} ms`),
        true,
      ),
    end,
  };
}
