import { oneLine } from "@signalbox/errors";
import { errorReply, type Protocol, type Reply } from "./reply.js";

/** Why a body was not even read. */
export type Refusal =
  /** `text` says which header was missing or wrong; never what it held. */
  | { readonly kind: "unauthenticated"; readonly text: string }
  | { readonly kind: "bad_precision"; readonly given: string }
  /** Not the announced encoding, cut short, and the like. */
  | { readonly kind: "unreadable"; readonly text: string }
  | { readonly kind: "too_large"; readonly maxBytes: number }
  | { readonly kind: "overloaded" }
  /** Starting or shutting down. */
  | { readonly kind: "unavailable" }
  | { readonly kind: "internal" };

const OVERLOAD_RETRY_S = "5";
const UNAVAILABLE_RETRY_S = "2";
const CHALLENGE: Readonly<Record<Protocol, Record<string, string>>> = {
  v1: { "WWW-Authenticate": 'Basic realm="signalbox"' },
  v2: { "WWW-Authenticate": "Token" },
  json: {},
};

/**
 * The answer to a request whose body is not taken. What can be repeated later says when; what will never be accepted is
 * never a 5xx, which clients repeat until their buffer overflows. Source: configuration-and-telegraf 3.6.
 */
export function replyToRefusal(protocol: Protocol, refusal: Refusal): Reply {
  const answer = (status: number, code: string, text: string) => ({ status, code, text });
  switch (refusal.kind) {
    case "unauthenticated":
      return errorReply(protocol, answer(401, "unauthorized", oneLine(refusal.text)), {
        headers: CHALLENGE[protocol],
      });
    case "bad_precision": {
      const text = `precision '${oneLine(refusal.given.slice(0, 20))}' is not n, ns, u, us, ms, s, m or h`;
      return errorReply(protocol, answer(400, "invalid", text));
    }
    case "unreadable":
      return errorReply(protocol, answer(400, "invalid", oneLine(refusal.text)));
    case "too_large":
      return errorReply(
        protocol,
        answer(413, "invalid", `request body is larger than ${refusal.maxBytes} bytes`),
        { body: { maxLength: refusal.maxBytes } },
      );
    case "overloaded":
      return errorReply(
        protocol,
        answer(429, "too many requests", "too many requests, try later"),
        {
          headers: { "Retry-After": OVERLOAD_RETRY_S },
        },
      );
    case "unavailable":
      return errorReply(protocol, answer(503, "unavailable", "starting or shutting down"), {
        headers: { "Retry-After": UNAVAILABLE_RETRY_S },
      });
    case "internal":
      return errorReply(protocol, answer(500, "internal error", "internal error"));
  }
}
