import { hash } from "node:crypto";
import { queryValues } from "./query.js";
import type { Target } from "./target.js";

/** `settings.extendedContentIdentifier`. */
export interface ContentIdentifierRule {
  /** Default false. */
  readonly enabled: boolean;
  /** Names of query parameters, in the order in which their values are appended. */
  readonly includedQueryParams: readonly string[];
}

const SESSION_ID_CHARS = 32;

/**
 * What content a request is for (cdn-router 3.6): the path, and with the rule enabled `?name=value` for each included parameter the
 * query has, joined by `&`. Of a repeated parameter the first value counts.
 */
export function contentKeyOf({ path, query }: Target, rule: ContentIdentifierRule): string {
  if (!rule.enabled || query === "") return path;
  const pieces = rule.includedQueryParams.flatMap((name) => {
    const value = queryValues(query, name)[0];
    return value === undefined ? [] : [`${name}=${value}`];
  });
  return pieces.length === 0 ? path : `${path}?${pieces.join("&")}`;
}

/**
 * The id of an initial session (cdn-router 4.3): 32 hexadecimal digits that depend on the client's address, its user agent and the
 * path alone, so that a retry, on any router, is the same session.
 */
export function sessionIdOf(clientIp: string, userAgent: string, path: string): string {
  // None of the three can hold a NUL, so no two different triples are joined to one text.
  const text = `${clientIp}\0${userAgent}\0${path}`;
  return hash("sha256", text, "hex").slice(0, SESSION_ID_CHARS);
}
