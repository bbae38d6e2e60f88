import { errorReply, jsonReply, type Reply, VERSION_HEADER } from "./reply.js";

const CREATE_DATABASE = /^\s*create\s+database\b/i;

/**
 * The answer to `GET` or `POST /query`. Nothing can be queried; an agent that creates its database at start is told that
 * it is there. Source: configuration-and-telegraf 3.4, 3.6.
 *
 * @param q The parameter `q`, of the query string or of the form in the body.
 */
export function replyToQuery(q: string | null | undefined): Reply {
  if (CREATE_DATABASE.test(q ?? "")) return jsonReply(200, { results: [] }, VERSION_HEADER);
  const text = q
    ? "only CREATE DATABASE is understood: nothing is stored here"
    : 'missing required parameter "q"';
  return errorReply("v1", { status: 400, code: "invalid", text });
}
