import { AppError, oneLine } from "@signalbox/errors";

/** Begins of the engine's codes; the rest tells more than anybody can act upon. */
const meanings = [
  ["SQLITE_FULL", "storage_full", "the disk or the store is full"],
  ["SQLITE_BUSY", "unavailable", "the file is in use by another process"],
  ["SQLITE_LOCKED", "unavailable", "the file is in use by another process"],
  ["SQLITE_IOERR", "unavailable", "the disk failed"],
  ["SQLITE_CANTOPEN", "invalid_argument", "the file cannot be opened"],
  ["SQLITE_READONLY", "invalid_argument", "the file may not be written"],
  ["SQLITE_NOTADB", "invalid_argument", "the file is not a database"],
  ["SQLITE_CORRUPT", "internal", "the file is damaged; restore a backup"],
] as const;

/** What the engine throws, as the error a caller understands; an AppError stays as it is. */
export function engineError(file: string, reason: unknown): AppError {
  if (reason instanceof AppError) return reason;
  const text = textOf(reason);
  const code = codeOf(reason);
  for (const [begin, appCode, meaning] of meanings)
    if (code.startsWith(begin) || text.includes(begin))
      return new AppError(appCode, `store ${file}: ${meaning} (${code}: ${oneLine(text)})`);
  if (text.includes("Unable to open"))
    return new AppError(
      "invalid_argument",
      `store ${file}: the file cannot be opened; is its folder there, and may this user write to it?`,
    );
  if (reason instanceof RangeError || reason instanceof TypeError)
    return new AppError("internal", `store ${file}: the file is damaged: ${oneLine(text)}`);
  return new AppError("internal", `store ${file}: ${oneLine(text)}`, { cause: reason });
}

function codeOf(reason: unknown): string {
  const code: unknown = reason instanceof Error && "code" in reason ? reason.code : undefined;
  return typeof code === "string" ? code : "";
}

function textOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}
