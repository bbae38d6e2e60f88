import type { ErrorForm } from "@signalbox/http-server";
import { oneLine } from "@signalbox/errors";

/**
 * Requests refused before they were routed look like those refused after: a line of text.
 *
 * @param headers names and values, alternating, of every reply to clients
 */
export function contentErrorForm(headers: readonly string[]): ErrorForm {
  return ({ message }) => ({
    body: `${oneLine(message)}\n`,
    contentType: "text/plain; charset=utf-8",
    headers,
  });
}
