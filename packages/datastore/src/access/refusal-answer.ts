import { errorReply } from "@signalbox/monitoring-model";
import type { ApiAnswer } from "../api/api-request.js";
import type { AccessRefusal } from "./judge-caller.js";

/** The original's own words, line break included (datastore-polling, 5.1). */
const REFUSAL_TEXT = "Client certificate not authorized\n";
const MISSING_TEXT = "A client certificate is required";

/**
 * What someone who is turned away is told: never why, that is in the log. 401 without a certificate, else 403 in the original's
 * text, or an error object for who takes JSON only (datastore-polling, 9.29, 9.30).
 *
 * @param accept the request's `Accept` field
 */
export function refusalAnswer(
  reason: AccessRefusal,
  accept: string | undefined,
  originUrl: string,
): ApiAnswer {
  if (reason === "no_certificate")
    return { status: 401, body: JSON.stringify(errorReply(MISSING_TEXT, originUrl)) };
  if (takesJsonOnly(accept))
    return { status: 403, body: JSON.stringify(errorReply(REFUSAL_TEXT.trim(), originUrl)) };
  return { status: 403, contentType: "text/plain", body: REFUSAL_TEXT };
}

const JSON_RANGE = /^application\/(?:[^;]+\+)?json\b/;
const NOT_AT_ALL = /;\s*q=0(?:\.0*)?\s*$/;

function takesJsonOnly(accept: string | undefined): boolean {
  const ranges = (accept ?? "")
    .toLowerCase()
    .split(",")
    .map((range) => range.trim())
    .filter((range) => range !== "" && !NOT_AT_ALL.test(range));
  return ranges.length > 0 && ranges.every((range) => JSON_RANGE.test(range));
}
