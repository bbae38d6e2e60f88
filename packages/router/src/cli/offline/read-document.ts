import { UsageError } from "@signalbox/command-line";
import { readDocumentFile } from "@signalbox/config";
import { AppError } from "@signalbox/errors";
import { codeOf } from "../../state/error-code.js";

/**
 * Reads a file that holds an object: YAML when its name ends so (at most 1 MB), JSON otherwise (at most 64 MB).
 *
 * @throws UsageError that names the file
 */
export async function readDocument(path: string): Promise<Readonly<Record<string, unknown>>> {
  const document = await readUsable(path);
  if (document !== undefined) return document;
  throw new UsageError(`${path}: there is no such file`);
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What the system says of a file that cannot be opened, in words. */
export function unreadable(path: string, error: unknown): UsageError {
  const isMissing = codeOf(error) === "ENOENT";
  const reason = isMissing ? "there is no such file" : `it cannot be read${codeText(error)}`;
  return new UsageError(`${path}: ${reason}`, { cause: error });
}

/** ` (EACCES)`, or nothing when the failure has no code. */
export function codeText(error: unknown): string {
  const code = codeOf(error);
  return typeof code === "string" ? ` (${code})` : "";
}

async function readUsable(path: string): ReturnType<typeof readDocumentFile> {
  try {
    return await readDocumentFile(path);
  } catch (error) {
    throw new UsageError(AppError.from(error).message, { cause: error });
  }
}
