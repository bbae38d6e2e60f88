/**
 * Every way an operation can fail, with the HTTP status a server answers. The list is closed: a new code is one line
 * here and one entry in `docs/reference/errors.md`, which is generated from `errorMeaning`.
 */
export const httpStatus = {
  invalid_argument: 400,
  unauthenticated: 401,
  permission_denied: 403,
  not_found: 404,
  method_not_allowed: 405,
  request_timeout: 408,
  conflict: 409,
  item_too_large: 413,
  unsupported_media_type: 415,
  too_many_requests: 429,
  internal: 500,
  upstream_failed: 502,
  unavailable: 503,
  upstream_timeout: 504,
  storage_full: 507,
} as const;

export type ErrorCode = keyof typeof httpStatus;

/** What each code tells the caller, one sentence; the source of `docs/reference/errors.md`. */
export const errorMeaning: Readonly<Record<ErrorCode, string>> = {
  invalid_argument:
    "The request is malformed or a value is out of range. Repeating it will not help.",
  unauthenticated: "No acceptable credentials were given.",
  permission_denied: "The credentials, or the namespace token, do not allow this.",
  not_found: "There is nothing at this path or under this key.",
  method_not_allowed: "The path exists but not with this method.",
  request_timeout: "The request did not arrive in full in time.",
  conflict: "The request contradicts a newer state, such as a lock that has passed on.",
  item_too_large: "The body or the item is larger than the configured limit.",
  unsupported_media_type: "The body is of a kind, or compressed in a way, that is not accepted.",
  too_many_requests: "A limit on concurrent or repeated requests is reached. Try later.",
  internal: "The server failed; its log has the cause.",
  upstream_failed: "A server this one depends on answered with nonsense or not at all.",
  unavailable: "The server is starting, stopping or overloaded. Try again.",
  upstream_timeout: "A server this one depends on did not answer in time.",
  storage_full: "A configured store is full and nothing may be dropped for the new item.",
};

const INTERNAL_MESSAGE = "internal error";

/** A failure with a code from the closed list. `message` is shown to callers; `cause` only ever reaches the log. */
export class AppError extends Error {
  override readonly name = "AppError";

  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** The HTTP status that belongs to `code`. */
  get status(): number {
    return httpStatus[this.code];
  }

  /** Everything caught goes through here: a stranger becomes `internal` with a fixed message and itself as cause. */
  static from(reason: unknown): AppError {
    if (reason instanceof AppError) return reason;
    return new AppError("internal", INTERNAL_MESSAGE, { cause: reason });
  }
}

/** True when `value` is one of the listed codes; for reading an error another server sent. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === "string" && Object.hasOwn(httpStatus, value);
}
