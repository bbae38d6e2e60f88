import { AppError } from "@signalbox/errors";

/** Most problems that one error names; the rest are counted. */
const MAX_NAMED = 20;

/** One error for all problems of a routing configuration. */
export function refused(problems: readonly string[]): AppError {
  const named = problems.slice(0, MAX_NAMED).join("; ");
  const rest = problems.length - MAX_NAMED;
  const more = rest > 0 ? `; and at least ${rest} more` : "";
  return new AppError("invalid_argument", `routing configuration refused: ${named}${more}`);
}
