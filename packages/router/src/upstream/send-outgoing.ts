import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Clock } from "@signalbox/clock";
import { AppError } from "@signalbox/errors";
import type { NameValue, OutgoingRequest } from "@signalbox/lua-health";
import type { ContentRequest } from "@signalbox/routing";

const HTTP_PORT = 80;
const HTTPS_PORT = 443;
const MAX_BODY_BYTES = 65_536;

export interface OutgoingOptions {
  readonly clock: Clock;
  readonly isAllowed: boolean;
  /** The only hosts that may be reached, compared without regard to case. */
  readonly hosts: readonly string[];
  readonly timeoutMs: number;
  /** Told why one was not sent or failed. */
  readonly onProblem: (message: string) => void;
}

/** Sends what hooks want sent, to allowed hosts only; the response is ignored. Source: reference cdn-router 5.9. */
export function createSendOutgoing(options: OutgoingOptions) {
  const allowed = new Set(options.hosts.map((host) => host.toLowerCase()));
  return async (outgoing: OutgoingRequest, request: ContentRequest): Promise<void> => {
    const problem = problemOf(outgoing, options.isAllowed, allowed);
    if (problem !== undefined) {
      options.onProblem(`OutgoingRequest not sent: ${problem}`);
      return;
    }
    try {
      await send(outgoing, request, options);
    } catch (error) {
      options.onProblem(
        `OutgoingRequest to ${outgoing.host} failed: ${AppError.from(error).message}`,
      );
    }
  };
}

function problemOf(
  { host, body = "" }: OutgoingRequest,
  isAllowed: boolean,
  allowed: ReadonlySet<string>,
): string | undefined {
  if (!isAllowed) return "lua.allow_outgoing_requests is off";
  if (!allowed.has(host.toLowerCase())) return "its host is not in lua.outgoing_hosts";
  return Buffer.byteLength(body) > MAX_BODY_BYTES
    ? `its body is above ${MAX_BODY_BYTES} bytes`
    : undefined;
}

function send(
  outgoing: OutgoingRequest,
  request: ContentRequest,
  { clock, timeoutMs }: OutgoingOptions,
): Promise<void> {
  const { protocol, host, port, method, headers, body } = outgoing;
  const isEncrypted = protocol === undefined ? request.isEncrypted : protocol === "HTTPS";
  return new Promise((resolve, reject) => {
    const sent = (isEncrypted ? httpsRequest : httpRequest)({
      host: host.replace(/^\[|\]$/g, ""),
      port: port ?? (isEncrypted ? HTTPS_PORT : HTTP_PORT),
      method,
      path: pathOf(outgoing),
      headers: present(headers).flat(),
      agent: false,
    });
    const cancel = clock.after(timeoutMs, () => {
      sent.destroy(new AppError("upstream_timeout", "no answer in time"));
    });
    sent.on("response", (response) => {
      cancel();
      response.resume();
      resolve();
    });
    sent.on("error", (error) => {
      cancel();
      reject(
        error instanceof AppError
          ? error
          : new AppError("upstream_failed", "cannot be sent", { cause: error }),
      );
    });
    if (body !== undefined) sent.setHeader("Content-Length", Buffer.byteLength(body));
    sent.end(body);
  });
}

function pathOf({ path, queryParameters, encodeUrl }: OutgoingRequest): string {
  const query = present(queryParameters)
    .map((pair) => pair.map((part) => (encodeUrl ? encodeURIComponent(part) : part)).join("="))
    .join("&");
  const base = encodeUrl ? encodeURI(path) : path;
  if (query === "") return base;
  return `${base}${base.includes("?") ? "&" : "?"}${query}`;
}

const present = (pairs: readonly NameValue[]): [string, string][] =>
  pairs.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]]));
