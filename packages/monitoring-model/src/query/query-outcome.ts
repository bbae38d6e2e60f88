import type { DataQueryErrorCode } from "./data-query.js";
import type { DataQueryLimits } from "./query-limits.js";

/** Ends the reading of a query from any depth; caught where the reading began. */
export class QueryOutcome extends Error {
  constructor(
    readonly kind: "empty" | DataQueryErrorCode,
    message: string,
    /** Which limit is exceeded. */
    readonly limit?: keyof DataQueryLimits,
  ) {
    super(message);
  }
}

/** @throws QueryOutcome that names the limit */
export function checkLimit(
  what: string,
  count: number,
  limits: DataQueryLimits,
  limit: keyof DataQueryLimits,
): void {
  if (count <= limits[limit]) return;
  const message = `query has ${count} ${what}, limit is ${limits[limit]}`;
  throw new QueryOutcome("limit_exceeded", message, limit);
}
