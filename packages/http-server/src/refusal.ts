import { AppError, httpStatus, oneLine, type ErrorCode } from "@signalbox/errors";
import type { RefusalReason } from "./observer.js";

/** An answer decided before any handler saw the request. The connection is closed after it. */
export interface Refusal {
  readonly status: number;
  readonly reason: RefusalReason;
  readonly error: AppError;
}

/** @param status only for the statuses no error code stands for (417, 431, 505) */
export function refusal(
  reason: RefusalReason,
  code: ErrorCode,
  message: string,
  status: number = httpStatus[code],
): Refusal {
  return { status, reason, error: new AppError(code, message) };
}

/** Seconds a caller is asked to wait before it repeats a request that met 429 or 503. */
const RETRY_AFTER_SECONDS = "1";

/** Body of every error answer: one line, no cause, no stack. Source: reference cache-manager 1.3. */
export function errorBody(error: AppError): string {
  return JSON.stringify({ error: oneLine(error.message), code: error.code });
}

/** Names and values, alternating, that belong to an error status beside the usual ones. */
export function errorHeaders(status: number): readonly string[] {
  return status === 429 || status === 503 ? ["Retry-After", RETRY_AFTER_SECONDS] : [];
}

const CODE_OF_STATUS = new Map<number, ErrorCode>([
  [400, "invalid_argument"],
  [404, "not_found"],
  [405, "method_not_allowed"],
  [413, "item_too_large"],
  [415, "unsupported_media_type"],
]);

/**
 * Everything a handler threw, as the error it is answered with. Express and its middleware throw errors that carry a client
 * error status; their text may quote the request, so a fixed message goes out.
 */
export function toAppError(reason: unknown): AppError {
  if (reason instanceof AppError || !(reason instanceof Error)) return AppError.from(reason);
  const status: unknown = "status" in reason ? reason.status : undefined;
  if (typeof status !== "number" || status < 400 || status > 499) return AppError.from(reason);
  const code = CODE_OF_STATUS.get(status) ?? "invalid_argument";
  return new AppError(code, "request cannot be processed as sent", { cause: reason });
}
