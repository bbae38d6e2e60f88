import { oneLine } from "@signalbox/errors";
import { UsageError } from "./usage-error.js";

/** What went wrong, in one line fit for a terminal or a check's output, with the name that was probably meant. */
export async function errorMessage(error: unknown): Promise<string> {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof UsageError) || error.mistyped === undefined) return oneLine(message);
  // Loaded only for a mistake: the configuration kit takes longer to load than everything `run` does.
  const { didYouMean } = await import("@signalbox/config");
  return oneLine(message + didYouMean(error.mistyped.given, error.mistyped.known));
}
