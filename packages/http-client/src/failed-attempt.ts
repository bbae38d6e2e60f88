import { AppError, isErrorCode, oneLine, type ErrorCode } from "@signalbox/errors";
import { CONNECT_TIMEOUT_CODE } from "./agent.js";

/** One attempt that did not give a usable reply, with the error the caller sees if it was the last. */
export class FailedAttempt extends Error {
  override readonly name = "FailedAttempt";

  /** @param mayPass True when sending the same request again could give another outcome. */
  constructor(
    readonly error: AppError,
    readonly mayPass: boolean,
  ) {
    super(error.message);
  }
}

/** System and socket error codes that say nobody is there to answer. The rest means an answer broke off. */
const UNREACHABLE: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ENOTFOUND: "host name not found",
  EAI_AGAIN: "host name cannot be looked up now",
  EHOSTUNREACH: "host unreachable",
  ENETUNREACH: "network unreachable",
};
const CONNECT_TIMEOUTS = new Set([CONNECT_TIMEOUT_CODE, "ETIMEDOUT"]);
const BROKEN_OFF = new Set(["ECONNRESET", "EPIPE", "ECONNABORTED"]);
/** axios has one code for a body that broke off and one that is too large; only its text tells them apart. */
const BAD_BODY_CODE = "ERR_BAD_RESPONSE";
const TOO_LARGE_TEXT = /^maxContentLength size of (\d+) exceeded$/;

/** The request did not get a complete reply: refused, reset, timed out, not HTTP, not trusted. */
export function transportFailure(label: string, reason: unknown): FailedAttempt {
  const { code, message } = describe(reason);
  const fail = (as: ErrorCode, what: string, mayPass: boolean): FailedAttempt =>
    new FailedAttempt(
      // The original is an AxiosError: it drags the request along, headers and credentials included.
      new AppError(as, oneLine(`${label}: ${what}`), { cause: new Error(`${code}: ${message}`) }),
      mayPass,
    );
  const unreachable = UNREACHABLE[code];
  if (unreachable !== undefined) return fail("unavailable", unreachable, true);
  if (CONNECT_TIMEOUTS.has(code)) return fail("upstream_timeout", "connecting timed out", true);
  if (BROKEN_OFF.has(code)) return fail("upstream_failed", `connection lost (${code})`, true);
  if (code === BAD_BODY_CODE) {
    const limit = TOO_LARGE_TEXT.exec(message)?.[1];
    if (limit === undefined) return fail("upstream_failed", "reply broke off", true);
    return fail("upstream_failed", `reply is larger than ${limit} bytes (maxResponseBytes)`, false);
  }
  return fail("upstream_failed", code, false);
}

function describe(reason: unknown): { code: string; message: string } {
  if (!(reason instanceof Error)) return { code: "unknown failure", message: "" };
  const code = "code" in reason && typeof reason.code === "string" ? reason.code : reason.name;
  return { code, message: reason.message };
}

export interface UnwantedReply {
  readonly status: number;
  readonly body: Buffer;
}

/** A reply with a status the caller did not ask for. An error body of our own servers keeps its code and message. */
export function unwantedReply(label: string, reply: UnwantedReply): FailedAttempt {
  const mayPass = reply.status === 429 || (reply.status >= 502 && reply.status <= 504);
  return new FailedAttempt(ownError(reply.body) ?? strangersError(label, reply.status), mayPass);
}

function strangersError(label: string, status: number): AppError {
  if (status >= 300 && status < 400) {
    return new AppError(
      "upstream_failed",
      `${label} answered ${status}; redirects are not followed`,
    );
  }
  return new AppError(codeFor(status), `${label} answered ${status}`);
}

function codeFor(status: number): ErrorCode {
  if (status === 503) return "unavailable";
  return status === 504 ? "upstream_timeout" : "upstream_failed";
}

/** Reads `{"error": "...", "code": "..."}`, the body every Signalbox server sends with an error. */
function ownError(body: Buffer): AppError | undefined {
  const value = parseObject(body);
  if (!value || !("code" in value) || !("error" in value)) return undefined;
  if (!isErrorCode(value.code) || typeof value.error !== "string") return undefined;
  return new AppError(value.code, oneLine(value.error));
}

function parseObject(body: Buffer): object | undefined {
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined; // Not ours, then: the status alone decides.
  }
}
