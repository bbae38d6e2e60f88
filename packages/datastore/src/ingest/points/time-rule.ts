import type { RejectionCode } from "./points-report.js";

const US_PER_MS = 1000;

/** Which times points may have, as decided when their write began (datastore-polling, 9.22). */
export interface TimeRule {
  /** Both included, microseconds since 1970. */
  readonly minUs: number;
  readonly maxUs: number;
  readonly maxFutureSkewMs: number;
  readonly maxAgeMs: number;
}

export function timeRule(
  nowMs: number,
  limits: { readonly maxFutureSkewMs: number; readonly maxAgeMs: number },
): TimeRule {
  const { maxFutureSkewMs, maxAgeMs } = limits;
  return {
    minUs: maxAgeMs === 0 ? -Number.MAX_SAFE_INTEGER : Math.ceil((nowMs - maxAgeMs) * US_PER_MS),
    maxUs: Math.floor((nowMs + maxFutureSkewMs) * US_PER_MS),
    maxFutureSkewMs,
    maxAgeMs,
  };
}

/** What is wrong with a time outside of the rule. */
export function timeProblem(
  tsUs: number,
  { maxUs, maxFutureSkewMs, maxAgeMs }: TimeRule,
): { readonly code: RejectionCode; readonly reason: string } {
  return tsUs > maxUs
    ? {
        code: "too_far_ahead",
        reason: `more than ${maxFutureSkewMs} ms ahead of this machine's clock (ingest.max_future_skew)`,
      }
    : {
        code: "too_old",
        reason: `more than ${maxAgeMs} ms old (ingest.max_age, retention.points)`,
      };
}
