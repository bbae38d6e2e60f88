import { UsageError } from "@signalbox/command-line";
import { oneLine } from "@signalbox/errors";

/** What went wrong, in one line fit for a check's output. */
export function failureText(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof UsageError) || error.mistyped === undefined) return oneLine(message);
  return oneLine(`${message}; known: ${error.mistyped.known.join(", ")}`);
}
