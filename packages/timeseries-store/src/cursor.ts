import { Buffer } from "node:buffer";
import { invalid } from "./arguments.js";

/** The key of the last row of a page as an opaque text. */
export function encodeCursor(parts: readonly string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

/**
 * @param count How many parts the key has.
 * @throws AppError `invalid_argument` for a text that `encodeCursor` did not make
 */
export function decodeCursor(cursor: string, count: number): string[] {
  const parts = parse(Buffer.from(cursor, "base64url").toString());
  if (
    !Array.isArray(parts) ||
    parts.length !== count ||
    !parts.every((part) => typeof part === "string" && !part.includes("\0"))
  )
    throw invalid("cursor is not one of this store");
  return parts.map(String);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
