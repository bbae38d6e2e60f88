import { requiredOption, UsageError, type ReadArguments } from "@signalbox/command-line";
import { createUrn } from "@signalbox/monitoring-model";

/** As in the URN itself: sub-authorities behind a colon. */
const AUTHORITY = /^[A-Za-z0-9_-]+(?:[.:][A-Za-z0-9_-]+)*$/;
const MAX_CHARS = 200;

/**
 * The URN of `--authority` and `--name`, the name transcribed. Source: reference datastore-polling 5.3.
 *
 * @throws UsageError for one that is missing, longer than 200 characters, or cannot stand in a certificate's URN
 */
export function urnFrom(args: ReadArguments, type: "tool" | "user"): string {
  const authority = requiredOption(args, "authority");
  const name = requiredOption(args, "name");
  if (authority.length > MAX_CHARS || !AUTHORITY.test(authority)) {
    throw new UsageError(`--authority ${authority} is not a name such as ch.example.net:site`);
  }
  if (name.trim() === "") throw new UsageError("--name is empty");
  if (name.length > MAX_CHARS) {
    throw new UsageError(`--name has ${name.length} characters, limit is ${MAX_CHARS}`);
  }
  // The original datastore splits the names of a certificate at it, wherever it stands.
  if (name.includes(",")) throw new UsageError("--name holds a comma");
  return createUrn({ authority, type, name });
}
