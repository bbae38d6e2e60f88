import type { ErrorForm } from "@signalbox/http-server";
import { oneLine } from "@signalbox/errors";
import { errorReply } from "@signalbox/telegraf-ingest";
import { protocolOf } from "./ingest-routes.js";

/** The words of InfluxDB 2.x for statuses; other refusals are `invalid`. */
const CODES: ReadonlyMap<number, string> = new Map([
  [404, "not found"],
  [405, "method not allowed"],
  [413, "request too large"],
  [500, "internal error"],
  [503, "unavailable"],
]);

/** A request that was refused before its body was read is told so in the form its client reads. Source: configuration-and-telegraf 3.6. */
export const ingestErrorForm: ErrorForm = ({ message }, status, target) => {
  const code = CODES.get(status) ?? "invalid";
  const error = { status, code, text: oneLine(message) };
  const { body, headers } = errorReply(protocolOf(target), error);
  const { "Content-Type": contentType = "application/json", ...others } = headers;
  return { body, contentType, headers: Object.entries(others).flat() };
};
