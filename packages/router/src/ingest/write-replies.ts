import { replyToRefusal, type Refusal, type Reply } from "@signalbox/telegraf-ingest";
import { replyForm, type IngestProtocol } from "./ingest-request.js";
import type { IngestTally } from "./ingest-tally.js";

const UNAVAILABLE_STATUS = 503;
const BAD_REQUEST = 400;
const TOO_MANY_REQUESTS = 429;

/**
 * The answer to a request whose body is not read. Errors of the REST port are a JSON text, those of the ingest port what
 * its clients read. Source: cdn-router 6.3; configuration-and-telegraf 3.6.
 */
export function replyToRefused(protocol: IngestProtocol, refusal: Refusal): Reply {
  const reply = replyToRefusal(replyForm(protocol), refusal);
  // An InfluxDB 1.x client throws away what was answered with any 4xx; on 503 all clients keep it.
  if (refusal.kind === "overloaded")
    return inStyle(protocol, { ...reply, status: UNAVAILABLE_STATUS });
  return inStyle(protocol, reply);
}

/**
 * The answer to a sender without valid credentials.
 *
 * @param text which header was missing or wrong
 * @param retryAfterS given when it has tried too often
 */
export function replyToStranger(
  protocol: IngestProtocol,
  text: string,
  retryAfterS?: number,
): Reply {
  const reply = replyToRefused(protocol, { kind: "unauthenticated", text });
  if (retryAfterS === undefined) return reply;
  const headers = { ...reply.headers, "Retry-After": String(Math.ceil(retryAfterS)) };
  return { ...reply, status: TOO_MANY_REQUESTS, headers };
}

/** Neither JSON nor a single readable line: the one kind of body `outputs.http` gets an error for. */
export function replyToUnreadable(protocol: IngestProtocol): Reply {
  const text = "the body is neither JSON of metrics nor line protocol";
  const headers = { "Content-Type": "application/json" };
  return inStyle(protocol, { status: BAD_REQUEST, headers, body: JSON.stringify({ error: text }) });
}

/**
 * The answer to `outputs.http`, which takes any 2xx as delivered and would send anything else again for ever: 204 when all
 * was taken, else 200 with what was not. Source: configuration-and-telegraf 3.2, 6.
 */
export function replyToPosted(tally: IngestTally): Reply {
  if (tally.isAllTaken) return { status: 204, headers: {}, body: "" };
  const { lines, refusedHosts, faults } = tally;
  const { ok: taken, ...notTaken } = lines;
  const body = JSON.stringify({ taken, not_taken: notTaken, refused_hosts: refusedHosts, faults });
  return { status: 200, headers: { "Content-Type": "application/json" }, body };
}

function inStyle(protocol: IngestProtocol, reply: Reply): Reply {
  if (protocol !== "rest") return reply;
  const told: unknown = JSON.parse(reply.body);
  const text: unknown = typeof told === "object" && told ? Reflect.get(told, "error") : told;
  return { ...reply, body: JSON.stringify(text) };
}
