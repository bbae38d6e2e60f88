import { AppError, oneLine, type ErrorCode } from "@signalbox/errors";

/** Why a write was refused: a closed set, fit for a metric's label. */
export type RefusalReason =
  | "not_an_object"
  | "not_a_list"
  | "bad_key"
  | "bad_value"
  | "bad_ttl"
  | "bad_timestamp"
  | "future_timestamp"
  | "too_deep"
  | "too_many_leaves"
  | "too_many_objects"
  | "too_many_hosts";

/** A refusal before it becomes an error: a message may hold a hundred thousand, and an error is not cheap. */
export interface Refusal {
  readonly reason: RefusalReason;
  /** What is wrong, with the value and the limit. */
  readonly what: string;
  /** Where, from the place that was being looked at. */
  readonly path: readonly string[];
}

const MAX_SHOWN_CHARS = 80;

/** A text somebody sent, fit for a message: one line, cut, in quotes. */
export function quoted(text: string): string {
  const line = oneLine(text.slice(0, MAX_SHOWN_CHARS));
  return `"${line}${text.length > MAX_SHOWN_CHARS ? "..." : ""}"`;
}

export function quotedPath(path: readonly string[]): string {
  return path.length === 0 ? "the root" : quoted(path.join("."));
}

/** A write that was refused, with its reason for the metric. Nothing of it was applied. */
export class InputRefused extends AppError {
  readonly reason: RefusalReason;

  constructor(refusal: Refusal, code: ErrorCode = "invalid_argument") {
    super(code, oneLine(`${quotedPath(refusal.path)}: ${refusal.what}`));
    this.reason = refusal.reason;
  }
}
