import type { AppError } from "@signalbox/errors";
import type { HttpLogEvent } from "@signalbox/http-server";
import type { RestRoute } from "./rest-route.js";

/** A request that failed on our side. Nothing that was sent is told: it may hold the key or a configuration's secrets. */
export function restFailed(error: AppError, route: RestRoute | undefined): HttpLogEvent {
  const { cause } = error;
  const fields = { code: error.code, path: route?.path ?? "" };
  return {
    level: error.code === "internal" ? "error" : "warning",
    event: "rest_request_failed",
    message: `${error.code}: ${error.message}`,
    fields: { ...fields, cause: typeof cause === "object" ? stackOf(cause) : "" },
  };
}

function stackOf(cause: object | null): string {
  const stack: unknown = cause && Reflect.get(cause, "stack");
  return typeof stack === "string" ? stack : "";
}
