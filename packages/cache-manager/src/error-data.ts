/** What a literal of an error object begins with, blanks aside: the original client writes `{"error": "..."}`. */
const PREFIX = /^"\s*\{\s*\\"error\\"/;
const PREFIX_CHARS = 64;
/** Longer data is not an error message; it is not worth reading. */
const MAX_LITERAL_BYTES = 65_536;

/**
 * True when data is exactly a JSON object with the single key `error`. Source: reference cache-manager 2.3, corner 18.
 *
 * @param literal The data as a JSON string literal.
 */
export function isErrorData(literal: Buffer): boolean {
  if (literal.length > MAX_LITERAL_BYTES) return false;
  if (!PREFIX.test(literal.toString("latin1", 0, PREFIX_CHARS))) return false;
  try {
    const data: unknown = JSON.parse(String(JSON.parse(literal.toString("utf8"))));
    return typeof data === "object" && data !== null && Object.keys(data).join() === "error";
  } catch {
    // Not JSON inside the string: then it is not the object we look for.
    return false;
  }
}
