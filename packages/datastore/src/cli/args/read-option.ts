import { textOption, UsageError, type ReadArguments } from "@signalbox/command-line";
import type { ToolIo } from "../tool-io.js";

/** The text of the file that an option names; undefined without the option. @throws UsageError naming the option */
export async function readOption(
  args: ReadArguments,
  io: ToolIo,
  name: string,
): Promise<string | undefined> {
  const path = textOption(args, name);
  if (path === undefined) return undefined;
  try {
    return await io.readFile(path);
  } catch (error) {
    throw new UsageError(`--${name}: ${reasonOf(error)}`, { cause: error });
  }
}

/** Runs what fails only because of what was typed. @throws UsageError */
export function usage<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw new UsageError(reasonOf(error), { cause: error });
  }
}

// Errors of Node's core are of another realm under test runners: their message is what counts.
function reasonOf(error: unknown): string {
  if (typeof error === "object" && error !== null && "message" in error)
    return String(error.message);
  return String(error);
}
