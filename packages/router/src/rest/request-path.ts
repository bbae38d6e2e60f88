import { AppError } from "@signalbox/errors";

/** The target of a request in its parts. */
export interface RequestPath {
  /** Percent-decoded one by one, so that `%2F` is a slash within a segment. A slash at the end is left out. */
  readonly segments: readonly string[];
  /** Without the question mark. */
  readonly query: string;
}

/** @throws AppError `invalid_argument` when an escape is not one of UTF-8 */
export function readRequestPath(target: string): RequestPath {
  const queryAt = target.indexOf("?");
  const path = queryAt < 0 ? target : target.slice(0, queryAt);
  const segments = path.split("/").slice(1).map(decoded);
  if (segments.length > 1 && segments.at(-1) === "") segments.pop();
  return { segments, query: queryAt < 0 ? "" : target.slice(queryAt + 1) };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new AppError("invalid_argument", "the path has a percent escape that is not UTF-8");
  }
}
