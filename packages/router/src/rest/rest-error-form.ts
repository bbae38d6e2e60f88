import type { ErrorForm } from "@signalbox/http-server";
import { oneLine } from "@signalbox/errors";

/**
 * An error is a JSON string, also to a request that no route saw. Source: reference cdn-router 6.3, 7.1.
 *
 * @param headers names and values, alternating, of every reply
 */
export function restErrorForm(headers: readonly string[]): ErrorForm {
  return ({ message }) => ({
    body: JSON.stringify(oneLine(message)),
    contentType: "application/json",
    headers,
  });
}
