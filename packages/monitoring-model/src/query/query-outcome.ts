import type { DataQueryErrorCode } from "./data-query.js";

/** Ends the reading of a query from any depth; caught where the reading began. */
export class QueryOutcome extends Error {
  constructor(
    readonly kind: "empty" | DataQueryErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** @throws QueryOutcome that names the limit */
export function checkLimit(what: string, count: number, limit: number): void {
  if (count <= limit) return;
  throw new QueryOutcome("limit_exceeded", `query has ${count} ${what}, limit is ${limit}`);
}
