import { UsageError } from "@signalbox/command-line";
import { oneLine } from "@signalbox/errors";

/** What went wrong, in one line fit for a terminal or a check's output, with the name that was probably meant. */
export async function errorMessage(error: unknown): Promise<string> {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof UsageError)) return oneLine(message);
  const where = error.command === undefined ? "" : `${error.command}: `;
  return oneLine(where + message + (await suggestion(error)));
}

async function suggestion({ mistyped }: UsageError): Promise<string> {
  if (mistyped === undefined) return "";
  // Loaded only for a mistake: the configuration kit takes longer to load than everything `run` does.
  const { didYouMean } = await import("@signalbox/config");
  return didYouMean(mistyped.given, mistyped.known);
}
